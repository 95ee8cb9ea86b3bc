/** What stands in the page's title before its name: who rings (it comes and goes), and the call. In memory only. */
export const title = $state({ ring: '', call: '' });

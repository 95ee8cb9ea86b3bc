"""`make profile`: where the processor time of a call goes, for our call and the native one side by side."""

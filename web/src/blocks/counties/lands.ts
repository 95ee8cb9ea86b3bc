/** The counties of Podlaskie as they lie, and whose office serves each. */

export interface County {
  /** Of the office that serves it. */
  office: string;
  name: string;
  /** From the north-west, 1 on. */
  row: number;
  column: number;
  /** Its figures stand in the tile of the town in which the office has its seat. */
  isWithTown?: boolean;
}

export const ROWS = 6;
export const COLUMNS = 4;

/** The province's office answers for all of it. */
export const PROVINCE_PLACE = { row: 6, column: 1 };

/** From north to south, as it is read. */
export const COUNTIES: readonly County[] = [
  { office: '20630', name: 'suwalski', row: 1, column: 2, isWithTown: true },
  { office: '20630', name: 'Suwałki', row: 1, column: 3 },
  { office: '20090', name: 'sejneński', row: 1, column: 4 },
  { office: '20040', name: 'grajewski', row: 2, column: 2 },
  { office: '20010', name: 'augustowski', row: 2, column: 3 },
  { office: '20060', name: 'kolneński', row: 3, column: 1 },
  { office: '20080', name: 'moniecki', row: 3, column: 3 },
  { office: '20110', name: 'sokólski', row: 3, column: 4 },
  { office: '20620', name: 'Łomża', row: 4, column: 1 },
  { office: '20620', name: 'łomżyński', row: 4, column: 2, isWithTown: true },
  { office: '20610', name: 'białostocki', row: 4, column: 3, isWithTown: true },
  { office: '20610', name: 'Białystok', row: 4, column: 4 },
  { office: '20140', name: 'zambrowski', row: 5, column: 1 },
  { office: '20130', name: 'wysokomazowiecki', row: 5, column: 2 },
  { office: '20030', name: 'bielski', row: 5, column: 3 },
  { office: '20050', name: 'hajnowski', row: 5, column: 4 },
  { office: '20100', name: 'siemiatycki', row: 6, column: 3 },
];

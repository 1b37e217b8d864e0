/** Where the API is; another version would be another one beside it. */
export const API_ROOT = "/api/v1";

// Ids as they come from addresses and forms: PostgreSQL refuses a statement for one that is no UUID.

const shape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => shape.test(text);

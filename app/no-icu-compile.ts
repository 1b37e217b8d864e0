// In the browser messages are parsed already: one that is a string is the sentence itself (package.json, "imports").
const asItIs = (message: string): string => message;
export default asItIs;

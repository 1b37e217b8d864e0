// Within the shell: the tenant is there, what was asked for in it is not.
export { default, generateMetadata } from "../not-found.tsx";

// Inside the shell: the tenant exists, the requested thing does not.
export { default, generateMetadata } from "../not-found.tsx";

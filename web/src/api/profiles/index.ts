/** State rules: the device profiles, their texts over time, and putting another one in force. */

import type { UseMutationResult, UseQueryResult } from "@tanstack/react-query";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useApi } from "../hooks";
import type { ProfileIn, ProfileWhole, Profiles } from "../schema";

export type Profile = ProfileWhole;
export type { ProfileEdition, ProfileShort, Profiles } from "../schema";

const path = (id: string): string => `/profiles/${encodeURIComponent(id)}`;

export function useProfiles(): UseQueryResult<Profiles> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["profiles"],
    queryFn: ({ signal }) => client.get<Profiles>("/profiles", {}, { signal }),
  });
}

/** One profile; null asks nothing. */
export function useProfile(id: string | null): UseQueryResult<Profile> {
  const { client } = useApi();
  return useQuery({
    queryKey: ["profiles", id],
    queryFn: ({ signal }) => client.get<Profile>(path(id ?? ""), {}, { signal }),
    enabled: id !== null,
  });
}

export function usePutProfile(id: string): UseMutationResult<Profile, Error, ProfileIn> {
  const { client } = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProfileIn) => client.send<Profile>("PUT", path(id), body),
    onSuccess: (fresh) => {
      queries.setQueryData(["profiles", id], fresh);
      void queries.invalidateQueries({ queryKey: ["profiles"] });
    },
  });
}

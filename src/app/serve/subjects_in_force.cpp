#include "app/serve/subjects_in_force.hpp"

#include "config/evidence_areas.hpp"
#include "crypto/digest.hpp"
#include "crypto/hex.hpp"

namespace jurymast::app {

Result<HeldPack> held_pack(const policy::Target& target) {
  auto named = read_contract_pack(target.contract);
  if (!named) return tl::unexpected(named.error());
  std::string digest = crypto::to_hex(crypto::sha256(named->text));
  return HeldPack{*std::move(named), std::move(digest)};
}

evidence::Subject subject_in_force(const policy::Snapshot& snapshot, const policy::Route& route, const policy::Target& target) {
  const auto pack = held_pack(target);
  const std::string digest = pack ? pack->digest : std::string();
  return {.route = route.name,
          .target = target.name,
          .family = route.family,
          .model = target.model,
          .areas = evidence::join(config::evidence_areas(snapshot, route, target, digest))};
}

std::vector<evidence::Subject> subjects_in_force(const policy::Snapshot& snapshot) {
  std::vector<evidence::Subject> subjects;
  for (const policy::Route& route : snapshot.routes) {
    subjects.push_back(subject_in_force(snapshot, route, snapshot.target(route.primary)));
    for (const TargetIndex fallback : route.fallback) {
      subjects.push_back(subject_in_force(snapshot, route, snapshot.target(fallback)));
    }
  }
  return subjects;
}

}  // namespace jurymast::app

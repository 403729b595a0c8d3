#include <fmt/format.h>

#include <algorithm>

#include "config/draft.hpp"
#include "config/load_contract_pack.hpp"

namespace jurymast::config {
namespace {

using Packs = std::vector<evidence::ContractPack>;

/// Every shipped pack, read once for all routes.
Packs read_shipped_packs() {
  Packs packs;
  for (const evidence::ShippedPack& shipped : evidence::shipped_packs()) {
    auto loaded = load_contract_pack(shipped.text, shipped.name);
    if (loaded.pack) packs.push_back(*std::move(loaded.pack));
  }
  return packs;
}

void warn_of_family(const policy::Route& route, const policy::Target& target, const Packs& packs, Review& review) {
  const auto pack = std::find_if(packs.begin(), packs.end(), [&](const auto& one) { return one.name == target.contract; });
  if (pack == packs.end() || target.model.empty()) return;
  const auto advised = pack->advised_family(target.model);
  if (!advised || *advised == route.family) return;
  review.warn(target_path(target.name).at("model"),
              fmt::format("documented_family_differs: the documentation in {} points this model to {}, and route {} uses {}",
                          target.contract, name_of(*advised), route.name, name_of(route.family)),
              "choose the family from the page of the day before testing");
}

}  // namespace

void check_contracts(const Draft& draft, Review& review) {
  for (const TargetSection& section : draft.targets) {
    const std::string& contract = section.target.contract;
    const Path path = target_path(section.target.name).at("contract");
    if (names_a_file(contract)) {
      review.secrets().check_readable(contract, path);
    } else if (const auto problem = check_contract_name(contract)) {
      review.error(path, problem->message, problem->remedy);
    }
  }
}

void warn_of_contracts(const Draft& draft, Review& review) {
  const Packs packs = read_shipped_packs();
  for (const RouteSection& section : draft.routes) {
    warn_of_family(section.route, draft.targets[section.route.primary.value].target, packs, review);
    for (const TargetIndex index : section.route.fallback) {
      warn_of_family(section.route, draft.targets[index.value].target, packs, review);
    }
  }
}

}  // namespace jurymast::config

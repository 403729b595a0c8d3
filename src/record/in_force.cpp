#include "record/in_force.hpp"

#include <algorithm>

namespace jurymast::record {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

void InForce::take(const ParsedLine& line) {
  const bool starts = line.kind == "boot" && line.event == "start";
  const bool snapshot = line.kind == "snapshot";
  if (starts || (snapshot && line.config != config_)) {
    config_ = line.config;
    targets_.clear();
    routes_.clear();
  }
  if (starts) build_ = line.build;
  if (!snapshot) return;
  environment_ = line.environment;
  flags_ = line.flags;
  // A large configuration comes in several records.
  targets_.insert(targets_.end(), line.targets.begin(), line.targets.end());
  routes_.insert(routes_.end(), line.routes.begin(), line.routes.end());
}

void InForce::take(const ContractRecord& contract) { contracts_[static_cast<std::size_t>(contract.family)] = contract; }

const ParsedTarget* InForce::target(std::string_view name) const { return find_named(targets_, name); }

const ParsedRoute* InForce::route(std::string_view name) const { return find_named(routes_, name); }

const ContractRecord* InForce::contract(Family family) const {
  const auto& known = contracts_[static_cast<std::size_t>(family)];
  return known ? &*known : nullptr;
}

}  // namespace jurymast::record

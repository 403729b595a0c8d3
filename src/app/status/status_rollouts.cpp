#include "app/status/status_rollouts.hpp"

#include <nlohmann/json.hpp>

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

RolloutFacts read_rollout_facts(const Json& from) {
  return {from.at("route").get<std::string>(), from.at("target").get<std::string>(), from.at("state").get<std::string>(),
          from.at("weight_ppm").get<std::uint64_t>(), from.at("waits_for").get<std::vector<std::string>>()};
}

}  // namespace

std::vector<RolloutFacts> read_rollouts(std::string_view json) {
  std::vector<RolloutFacts> rollouts;
  try {
    const Json from = Json::parse(json);
    for (const Json& one : from.at("rollouts")) rollouts.push_back(read_rollout_facts(one));
  } catch (const std::exception&) {
    return {};
  }
  std::erase_if(rollouts, [](const RolloutFacts& one) { return one.state == "closed"; });
  return rollouts;
}

}  // namespace jurymast::app

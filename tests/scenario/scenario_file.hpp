#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "policy/request_facts.hpp"
#include "policy/test_world.hpp"

namespace jurymast::scenario {

/// What a target went through before the request came.
struct Earlier {
  unsigned target = 0;
  std::string state;  ///< breaker_open, half_open, ramp, paused, quota or credential_refused
  Duration time{0};
};

/// What one attempt meets upstream, in the words of the README.
struct Upstream {
  std::string target;
  std::string connect = "ok";  ///< ok, refused, silent, dns, bad_certificate or stale
  Duration delay{0};
  std::optional<int> status;  ///< none: no response head
  std::string close;          ///< without a head: reset, end, or empty for silence
  std::string content_type;
  std::optional<Duration> retry_after;
  std::string body;
  std::string code;
  std::string type;
  std::string param;
  std::vector<std::string> events;
  Duration event_gap{0};
  std::string after;  ///< after the last event or a cut body: end, reset or silence
};

/// One request, what happens to it, and what must come of it.
struct Scenario {
  std::string title;
  bool live = false;
  std::unique_ptr<policy::World> world;
  policy::RequestFacts facts;
  std::vector<Earlier> earlier;
  std::vector<Upstream> upstream;
  std::optional<Duration> client_leaves;
  std::string steps;
  std::map<std::string, std::string> decision;  ///< what is expected, by name, as text
};

/// Reads a scenario; fails with the file and what is wrong with it, unknown keys included.
Result<Scenario> read_scenario(const std::string& path);

}  // namespace jurymast::scenario

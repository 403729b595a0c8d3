#pragma once
#include <cstdio>
#include <string>
#include <string_view>

#include "app/probe/other_gateway.hpp"
#include "app/probe/smoke_gateway.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// What `jurymast smoke` was asked.
struct SmokeOptions {
  std::string route;
  std::string config = "jurymast.toml";
  std::string target{};  ///< empty: all of the route's
  std::string check{};   ///< the only one to be made; empty: all
  std::string model{};   ///< the name by which the route is asked for; empty: the configuration's
  bool direct = false;
  OtherGatewayAsk via{};  ///< the gateway that the application's requests take instead of this one
  unsigned retry = 0;
  std::string ticket{};
  std::string person{};
  bool streamed = false;  ///< neither this nor `buffered`: both
  bool buffered = false;
  std::string format = "text";
  std::string from_record{};
  bool canary_path = false;     ///< in production: what is sent goes where a person watches over it
  std::string custom_prompt{};  ///< file of a custom prompt; empty: the built-in fixture
};

/// Where a command prints.
struct CommandStreams {
  std::FILE* out;
  std::FILE* complaints;
};

/// What a command takes from the machine.
struct CommandMeans {
  Clock& clock;
  Random& random;
  SmokeGateway::Wait wait;
};

/// The route of that name where tests may be made on it: it has a rollback owner and a stop condition, and in production somebody said that it
/// is a controlled canary path. Fails with Invalid or Denied and what to do.
Result<const policy::Route*> testable_route(const policy::Snapshot& snapshot, const std::string& name, bool canary_path);

/// The other gateway of a command line, nothing where it names none; refused where users are served here, since nothing tells those
/// requests from theirs.
Result<std::optional<OtherGateway>> gateway_named(const OtherGatewayAsk& ask, const policy::Snapshot& snapshot);

/// Says, where no ticket is named, that nobody will find the change by the records.
void warn_without_ticket(std::string_view command, const std::string& ticket, std::FILE* complaints);

/// Makes the checks of a route through the running gateway and reports. 0 all passed; 1 one failed, is to be investigated, or could not run;
/// 2 usage, configuration or refused; 5 a record could not be written.
int run_smoke(const SmokeOptions& options, const policy::Snapshot& snapshot, CommandMeans means, CommandStreams streams);

}  // namespace jurymast::app

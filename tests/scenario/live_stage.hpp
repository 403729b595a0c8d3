#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/client/blocking_http.hpp"
#include "app/demo/demo_process.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "mock/mock_server.hpp"
#include "record/parsed_line.hpp"
#include "scenario_file.hpp"

namespace jurymast::scenario {

/// The gateway's program: `JURYMAST_BIN`, or what was built with the test.
std::string gateway_program();

/// An attempt as the upstream saw it.
struct Met {
  std::string target;
  mock::Attempt attempt;
};

/// What a scenario is played on: a mock for each target, each at its own host, and a fresh gateway, a process that ends with this one.
class LiveStage {
 public:
  /// Sets up the scenario's upstreams and starts the gateway with the scenario's configuration.
  static Result<std::unique_ptr<LiveStage>> build(const Scenario& scenario, Clock& clock);
  ~LiveStage();
  LiveStage(const LiveStage&) = delete;
  LiveStage& operator=(const LiveStage&) = delete;

  /// Sends the scenario's request and returns what came: the whole answer, or what its client had when it left.
  Result<app::HttpAnswer> ask(const Scenario& scenario);
  /// Waits for the attempts to end, ends the gateway and reads its record. Fails where the gateway does not end well, or the log has not
  /// exactly one operation.
  Result<record::ParsedOperation> end();
  /// All attempts so far, in the order they came.
  std::vector<Met> attempts() const;
  /// The gateway's log, for somebody who must find out what went wrong.
  std::string log() const;

 private:
  LiveStage(std::string directory, Clock& clock) : directory_(std::move(directory)), clock_(clock) {}
  Result<void> start_mocks(const Scenario& scenario);
  Result<void> write_config(const Scenario& scenario) const;
  Result<void> start_gateway();
  Result<app::HttpAnswer> ask_and_leave(const std::string& text, Duration leaves);
  bool attempts_end() const;
  std::string file(const std::string& name) const { return directory_ + "/" + name; }

  std::string directory_;
  Clock& clock_;
  std::vector<std::string> names_;  ///< of the targets, as the mocks stand
  std::vector<std::unique_ptr<mock::MockServer>> mocks_;
  std::unique_ptr<app::DemoProcess> gateway_;
  std::string address_;
};

}  // namespace jurymast::scenario

#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/demo/demo_process.hpp"
#include "app/demo/demo_report.hpp"
#include "base/result.hpp"

namespace jurymast::app {

/// One of the demo's two upstreams.
enum class DemoUpstream : unsigned char { Primary, Spare };

/// What the demo plays on: two mock upstreams and a gateway, each a process of its own, in a fresh directory. The
/// destructor stops the processes and removes the directory.
class DemoStage {
 public:
  static Result<std::unique_ptr<DemoStage>> build(Clock& clock);
  ~DemoStage();
  DemoStage(const DemoStage&) = delete;
  DemoStage& operator=(const DemoStage&) = delete;

  const std::string& directory() const { return directory_; }
  std::string config_file() const { return directory_ + "/jurymast.toml"; }
  std::string key_file() const { return directory_ + "/upstream.key"; }
  std::string contract_file() const { return directory_ + "/contract.toml"; }
  std::string state_directory() const { return directory_ + "/state"; }
  /// `http://127.0.0.1:PORT`
  const std::string& gateway_url() const { return gateway_url_; }
  const std::string& admin_url() const { return admin_url_; }
  const std::string& url_of(DemoUpstream upstream) const { return mock(upstream).url; }

  /// Makes an upstream misbehave by the rules in that JSON, or behave again for `{"rules":[]}`.
  Result<void> set_faults(DemoUpstream upstream, std::string_view rules);
  /// How many requests for answers an upstream has counted so far.
  Result<std::uint64_t> requests_at(DemoUpstream upstream);
  /// The gateway's metrics page.
  Result<std::string> metrics();
  /// What a command of this program says and how it ends, with the stage's configuration; its log goes to a file.
  struct Said {
    std::string text;
    int exit_code = -1;
  };
  Result<Said> run(std::vector<std::string> command);
  /// What `jurymast log explain` says of a request; waits a little for its record to be written.
  Result<std::string> explain(const std::string& request_id);
  /// The record's operations, once there are at least so many or the time for it is over.
  Result<DemoRecordCount> records(unsigned operations);
  /// True while all three processes run.
  bool running();
  /// The ends of the processes' logs, for somebody who must find out what went wrong.
  std::string log_ends() const;

 private:
  struct Mock {
    std::string name;
    std::string url;
    std::unique_ptr<DemoProcess> process;
  };
  DemoStage(std::string directory, Clock& clock);
  Result<void> start_mock(Mock& mock);
  Result<void> write_key();
  Result<void> write_contract();
  Result<void> start_gateway();
  Result<HttpAnswer> call(const std::string& url, const HttpRequest& request);
  const Mock& mock(DemoUpstream upstream) const { return upstream == DemoUpstream::Primary ? primary_ : spare_; }
  std::string log_file(std::string_view name) const;

  std::string directory_;
  Clock& clock_;
  Mock primary_;
  Mock spare_;
  std::unique_ptr<DemoProcess> gateway_;
  std::string gateway_url_;
  std::string admin_url_;
};

}  // namespace jurymast::app

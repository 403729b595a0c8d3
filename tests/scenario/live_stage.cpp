#include "live_stage.hpp"

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>

#include "app/client/admin_socket.hpp"
#include "live_config.hpp"
#include "live_fault.hpp"
#include "store/log_reader.hpp"
#include "wire/http_head.hpp"

namespace jurymast::scenario {
namespace {

namespace fs = std::filesystem;

constexpr Duration kStartTimeMax = std::chrono::seconds(10);
constexpr Duration kAnswerTimeMax = std::chrono::seconds(15);
constexpr Duration kEndTimeMax = std::chrono::seconds(5);
constexpr Duration kLookInterval = std::chrono::milliseconds(5);
constexpr std::size_t kReadBytes = std::size_t{16} << 10;
constexpr unsigned kFirstHost = 2;  // 127.0.0.2, so that no target shares a host with the gateway or with another
constexpr std::string_view kReady = "jurymast listening on http://";
constexpr const char* kPath = "/v1/chat/completions";

Result<void> write_file(const std::string& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  stream.close();
  std::error_code error;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
  if (stream.fail() || error) return fail(Code::Internal, "{} cannot be written", path);
  return {};
}

std::string host_of(std::size_t target) { return fmt::format("127.0.0.{}", kFirstHost + target); }

/// One rule for each attempt a target is to see, in order; each is spent by the attempt it is for.
std::vector<mock::FaultRule> rules_for(const std::string& target, const Scenario& scenario) {
  std::vector<mock::FaultRule> rules;
  for (const Upstream& upstream : scenario.upstream) {
    if (upstream.target != target) continue;
    mock::FaultRule rule;
    rule.for_next = 1;
    rule.fault = fault_of(upstream);
    rules.push_back(std::move(rule));
  }
  return rules;
}

std::string request_body(const Scenario& scenario) {
  nlohmann::json body{{"model", scenario.world->route().name},
                      {"messages", nlohmann::json::array({{{"role", "user"}, {"content", "Say something."}}})}};
  if (!scenario.facts.streamed) return body.dump();
  body["stream"] = true;
  const auto has_usage = [](const Upstream& one) { return std::count(one.events.begin(), one.events.end(), "usage") > 0; };
  if (std::any_of(scenario.upstream.begin(), scenario.upstream.end(), has_usage))
    body["stream_options"] = {{"include_usage", true}};
  return body.dump();
}

/// Everything that comes on a socket until then.
std::string read_for(int fd, Clock& clock, MonotonicTime until) {
  std::array<char, kReadBytes> buffer;
  std::string text;
  while (clock.now() < until && app::wait_for(fd, POLLIN, until - clock.now())) {
    const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

/// The beginning of an answer, its body with the framing as it came.
app::HttpAnswer answer_so_far(const std::string& text) {
  wire::ResponseHeadReader reader;
  wire::ResponseHead head;
  app::HttpAnswer answer;
  if (reader.read(text, head) != wire::ParseState::Done) return answer;
  answer.status = head.status;
  for (const wire::HeaderField& field : head.fields) answer.fields.push_back({std::string(field.name), std::string(field.value)});
  answer.body = text.substr(head.head_bytes);
  return answer;
}

}  // namespace

std::string gateway_program() {
  const char* const said = ::getenv("JURYMAST_BIN");
  return said == nullptr || *said == '\0' ? JURYMAST_BUILT_BIN : said;
}

Result<std::unique_ptr<LiveStage>> LiveStage::build(const Scenario& scenario, Clock& clock) {
  std::string directory = fs::temp_directory_path().string() + "/jurymast-scenario-XXXXXX";
  if (::mkdtemp(directory.data()) == nullptr) return fail(Code::Internal, "no directory {}: {}", directory, std::strerror(errno));
  std::unique_ptr<LiveStage> stage(new LiveStage(std::move(directory), clock));
  const auto built = stage->start_mocks(scenario).and_then([&] { return stage->write_config(scenario); }).and_then([&] {
    return stage->start_gateway();
  });
  if (!built) return fail(built.error().code, "{}\n{}", built.error().message, stage->log());
  return stage;
}

LiveStage::~LiveStage() {
  gateway_.reset();
  mocks_.clear();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

Result<void> LiveStage::start_mocks(const Scenario& scenario) {
  for (const policy::Target& target : scenario.world->snapshot->targets) {
    mock::MockSettings settings;
    settings.listen = host_of(mocks_.size()) + ":0";
    settings.api.tag = target.name;
    settings.api.require_key = true;
    settings.api.rules = rules_for(target.name, scenario);
    auto server = mock::MockServer::start(std::move(settings), clock_);
    if (!server) return tl::unexpected(server.error());
    mocks_.push_back(std::move(*server));
    names_.push_back(target.name);
  }
  return {};
}

Result<void> LiveStage::write_config(const Scenario& scenario) const {
  LivePlaces places;
  places.state = file("state");
  for (std::size_t i = 0; i < mocks_.size(); ++i) {
    places.origins.push_back(fmt::format("http://{}:{}", host_of(i), mocks_[i]->port()));
    places.key_files.push_back(file("key-" + names_[i]));
    if (auto written = write_file(places.key_files.back(), "scenario-key-of-" + names_[i] + "\n"); !written) return written;
  }
  return write_file(file("jurymast.toml"), live_config(*scenario.world, places));
}

Result<void> LiveStage::start_gateway() {
  auto process = app::DemoProcess::start(
      {.arguments = {"serve", "--config", file("jurymast.toml")}, .log_file = file("gateway.log"), .program = gateway_program()},
      clock_);
  if (!process) return tl::unexpected(process.error());
  gateway_ = std::move(*process);
  const auto line = gateway_->wait_for_line(kReady, kStartTimeMax);
  if (!line) return fail(line.error().code, "the gateway did not start: {}", line.error().message);
  address_ = line->substr(kReady.size(), line->find(' ', kReady.size()) - kReady.size());
  return {};
}

Result<app::HttpAnswer> LiveStage::ask(const Scenario& scenario) {
  const std::string body = request_body(scenario);
  if (!scenario.client_leaves) {
    const app::HttpRequest request{.method = "POST", .path = kPath, .fields = {{"Content-Type", "application/json"}}, .body = body};
    return app::http_request(address_, request, clock_, kAnswerTimeMax);
  }
  const std::string text =
      fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", kPath, address_,
                  body.size(), body);
  return ask_and_leave(text, *scenario.client_leaves);
}

Result<app::HttpAnswer> LiveStage::ask_and_leave(const std::string& text, Duration leaves) {
  const auto place = app::admin_place(address_);
  if (!place) return tl::unexpected(place.error());
  const auto fd = app::connect_to(*place, clock_, clock_.now() + kStartTimeMax);
  if (!fd) return tl::unexpected(fd.error());
  const MonotonicTime until = clock_.now() + leaves;
  const bool sent = ::send(*fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  const std::string came = sent ? read_for(*fd, clock_, until) : std::string();
  ::close(*fd);
  if (!sent) return fail(Code::Unavailable, "the gateway did not take the request");
  return answer_so_far(came);
}

bool LiveStage::attempts_end() const {
  const MonotonicTime until = clock_.now() + kEndTimeMax;
  const auto ended = [](const Met& met) { return met.attempt.ended != mock::AttemptEnd::InProgress; };
  while (true) {
    const std::vector<Met> all = attempts();
    if (std::all_of(all.begin(), all.end(), ended)) return true;
    if (clock_.now() >= until) return false;
    std::this_thread::sleep_for(kLookInterval);
  }
}

Result<record::ParsedOperation> LiveStage::end() {
  if (!attempts_end()) return fail(Code::Unavailable, "an attempt that its upstream leaves open was not cancelled");
  gateway_->ask_to_stop();
  if (auto ended = gateway_->read_to_end(kEndTimeMax); !ended) return tl::unexpected(ended.error());
  if (gateway_->exit_code() != 0) return fail(Code::Internal, "the gateway ended with {}", gateway_->exit_code());
  std::vector<record::ParsedOperation> operations;
  bool well = true;
  const auto read = store::for_each_line(file("state"), 0, [&](const store::LogLine& line) {
    const auto parsed = record::read_line(line.text);
    well = well && line.complete && parsed && parsed->checksum_holds;
    if (well && parsed->kind == "operation") operations.push_back(parsed->operation);
    return well;
  });
  if (!read) return tl::unexpected(read.error());
  if (!well) return fail(Code::Corrupt, "a line of the log cannot be read");
  if (operations.size() != 1) return fail(Code::Corrupt, "the log has {} operations, not one", operations.size());
  return operations.front();
}

std::vector<Met> LiveStage::attempts() const {
  std::vector<Met> all;
  for (std::size_t i = 0; i < mocks_.size(); ++i) {
    for (mock::Attempt& attempt : mocks_[i]->attempts()) all.push_back({names_[i], std::move(attempt)});
  }
  std::sort(all.begin(), all.end(), [](const Met& a, const Met& b) { return a.attempt.wall < b.attempt.wall; });
  return all;
}

std::string LiveStage::log() const {
  std::ifstream stream(file("gateway.log"), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace jurymast::scenario

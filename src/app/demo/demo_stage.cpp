#include "app/demo/demo_stage.hpp"

#include <netinet/in.h>
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
#include <utility>

#include "app/demo/demo_config.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

constexpr Duration kStartTimeMax = std::chrono::seconds(10);
constexpr Duration kControlTimeMax = std::chrono::seconds(2);
constexpr Duration kExplainTimeMax = std::chrono::seconds(5);
/// A run of smoke tests is the longest of them.
constexpr Duration kCommandTimeMax = std::chrono::seconds(30);
constexpr Duration kRecordTimeMax = std::chrono::seconds(3);
constexpr Duration kRecordInterval = std::chrono::milliseconds(100);
constexpr std::size_t kLogEndBytes = 2000;
constexpr std::string_view kScheme = "http://";
constexpr std::string_view kMockReady = "mock listening on ";
constexpr std::string_view kGatewayReady = "jurymast listening on ";
constexpr std::string_view kAdminWord = " admin ";
constexpr std::string_view kChatPath = "/v1/chat/completions";

std::string address_of(const std::string& url) { return url.substr(std::min(kScheme.size(), url.size())); }

Result<std::string> fresh_directory() {
  const char* const base = ::getenv("TMPDIR");
  std::string path = std::string(base == nullptr || *base == '\0' ? "/tmp" : base) + "/jurymast-demo-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return fail(Code::Internal, "no directory {}: {}", path, std::strerror(errno));
  return path;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<void> write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file.fail()) return fail(Code::Internal, "{} cannot be written", path);
  return {};
}

/// Two different free ports of the loopback address, so that the configuration can name them.
Result<std::array<std::uint16_t, 2>> free_ports() {
  std::array<int, 2> sockets{-1, -1};
  std::array<std::uint16_t, 2> ports{};
  for (std::size_t i = 0; i < ports.size(); ++i) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    sockets[i] = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = ::bind(sockets[i], plain, size) == 0 && ::getsockname(sockets[i], plain, &size) == 0;
    if (bound) ports[i] = ntohs(address.sin_port);
  }
  for (const int one : sockets) ::close(one);
  if (ports[0] == 0 || ports[1] == 0) return fail(Code::Internal, "no free port on 127.0.0.1: {}", std::strerror(errno));
  return ports;
}

DemoRecordCount read_records(const std::string& state) {
  DemoRecordCount count;
  // A log that cannot be read has too few operations, which is told in the end.
  (void)store::for_each_line(state, 0, [&](const store::LogLine& line) {
    if (line.complete) count.add(line.text);
    return true;
  });
  return count;
}

}  // namespace

DemoStage::DemoStage(std::string directory, Clock& clock)
    : directory_(std::move(directory)), clock_(clock), primary_{kDemoPrimary, {}, {}}, spare_{kDemoSpare, {}, {}} {}

DemoStage::~DemoStage() {
  // All are asked first, so that they end side by side.
  for (const DemoProcess* process : {gateway_.get(), primary_.process.get(), spare_.process.get()}) {
    if (process != nullptr) process->ask_to_stop();
  }
  gateway_.reset();
  primary_.process.reset();
  spare_.process.reset();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

Result<std::unique_ptr<DemoStage>> DemoStage::build(Clock& clock) {
  auto directory = fresh_directory();
  if (!directory) return tl::unexpected(directory.error());
  std::unique_ptr<DemoStage> stage(new DemoStage(std::move(*directory), clock));
  const auto started = stage->start_mock(stage->primary_)
                           .and_then([&] { return stage->start_mock(stage->spare_); })
                           .and_then([&] { return stage->write_key(); })
                           .and_then([&] { return stage->write_contract(); })
                           .and_then([&] { return stage->start_gateway(); });
  if (!started) return fail(started.error().code, "{}\n{}", started.error().message, stage->log_ends());
  return stage;
}

std::string DemoStage::log_file(std::string_view name) const { return fmt::format("{}/{}.log", directory_, name); }

Result<void> DemoStage::start_mock(Mock& mock) {
  auto process = DemoProcess::start({.arguments = {"mock", "--listen", "127.0.0.1:0", "--tag", mock.name, "--first-token", "10ms"},
                                     .log_file = log_file(mock.name)},
                                    clock_);
  if (!process) return tl::unexpected(process.error());
  mock.process = std::move(*process);
  const auto line = mock.process->wait_for_line(kMockReady, kStartTimeMax);
  if (!line) return fail(line.error().code, "the upstream `{}` did not start: {}", mock.name, line.error().message);
  mock.url = line->substr(kMockReady.size());
  return {};
}

Result<DemoStage::Said> DemoStage::run(std::vector<std::string> command) {
  auto process = DemoProcess::start({.arguments = std::move(command), .log_file = log_file("command")}, clock_);
  if (!process) return tl::unexpected(process.error());
  auto text = (*process)->read_to_end(kCommandTimeMax);
  if (!text) return tl::unexpected(text.error());
  return Said{std::move(*text), (*process)->exit_code()};
}

Result<void> DemoStage::write_key() {
  if (auto written = write_file(key_file(), "no-secret-of-anybody\n"); !written) return written;
  std::error_code failed;
  fs::permissions(key_file(), fs::perms::owner_read | fs::perms::owner_write, failed);
  if (failed) return fail(Code::Internal, "{}: {}", key_file(), failed.message());
  return {};
}

Result<void> DemoStage::write_contract() {
  std::vector<std::string> show{"contract", "show", "jurymast_mock", "--name", "demo"};
  for (const auto& [source, page] : {std::pair{"chat", "chat"}, {"responses", "responses"}, {"index", ""}}) {
    show.insert(show.end(), {"--source", fmt::format("{}={}/docs/{}", source, primary_.url, page)});
  }
  const auto pack = run(std::move(show));
  if (!pack) return tl::unexpected(pack.error());
  if (pack->exit_code != 0) return fail(Code::Internal, "`jurymast contract show` ended with {}: {}", pack->exit_code, pack->text);
  return write_file(contract_file(), pack->text);
}

Result<void> DemoStage::start_gateway() {
  const auto ports = free_ports();
  if (!ports) return tl::unexpected(ports.error());
  const std::string text = demo_config({.listen = (*ports)[0],
                                        .admin = (*ports)[1],
                                        .primary = primary_.url,
                                        .spare = spare_.url,
                                        .state = state_directory(),
                                        .key = key_file(),
                                        .contract = contract_file()});
  if (auto written = write_file(config_file(), text); !written) return written;
  auto process = DemoProcess::start({.arguments = {"serve", "--config", config_file()}, .log_file = log_file("gateway")}, clock_);
  if (!process) return tl::unexpected(process.error());
  gateway_ = std::move(*process);
  const auto line = gateway_->wait_for_line(kGatewayReady, kStartTimeMax);
  if (!line) return fail(line.error().code, "the gateway did not start: {}", line.error().message);
  const std::size_t admin = line->find(kAdminWord);
  if (admin == std::string::npos) return fail(Code::Internal, "the gateway did not say where its admin listener is: {}", *line);
  gateway_url_ = line->substr(kGatewayReady.size(), admin - kGatewayReady.size());
  admin_url_ = line->substr(admin + kAdminWord.size());
  return {};
}

Result<HttpAnswer> DemoStage::call(const std::string& url, const HttpRequest& request) {
  auto answer = http_request(address_of(url), request, clock_, kControlTimeMax);
  if (answer && (answer->status != 200 || !answer->whole)) {
    return fail(Code::Internal, "{} {}{}: {} {}", request.method, url, request.path, answer->status, answer->body);
  }
  return answer;
}

Result<void> DemoStage::set_faults(DemoUpstream upstream, std::string_view rules) {
  const auto answer = call(url_of(upstream), {.method = "POST", .path = "/_mock/faults", .body = std::string(rules)});
  if (!answer) return tl::unexpected(answer.error());
  return {};
}

Result<std::uint64_t> DemoStage::requests_at(DemoUpstream upstream) {
  const auto answer = call(url_of(upstream), {.path = "/_mock/attempts"});
  if (!answer) return tl::unexpected(answer.error());
  const auto attempts = nlohmann::json::parse(answer->body, nullptr, false);
  if (!attempts.is_array()) return fail(Code::Corrupt, "{}: no list of attempts", url_of(upstream));
  std::uint64_t count = 0;
  for (const auto& attempt : attempts) count += attempt.value("path", std::string()) == kChatPath ? 1U : 0U;
  return count;
}

Result<std::string> DemoStage::metrics() {
  auto answer = call(admin_url_, {.path = "/metrics"});
  if (!answer) return tl::unexpected(answer.error());
  return std::move(answer->body);
}

Result<std::string> DemoStage::explain(const std::string& request_id) {
  const MonotonicTime until = clock_.now() + kRecordTimeMax;
  while (true) {
    auto process = DemoProcess::start(
        {.arguments = {"log", "explain", request_id, "--config", config_file()}, .log_file = log_file("explain")}, clock_);
    if (!process) return tl::unexpected(process.error());
    auto text = (*process)->read_to_end(kExplainTimeMax);
    if (!text || (*process)->exit_code() == 0) return text;
    if (clock_.now() >= until) return fail(Code::NotFound, "`jurymast log explain {}` found no record\n{}", request_id, *text);
    std::this_thread::sleep_for(kRecordInterval);
  }
}

Result<DemoRecordCount> DemoStage::records(unsigned operations) {
  const MonotonicTime until = clock_.now() + kRecordTimeMax;
  while (true) {
    DemoRecordCount count = read_records(state_directory());
    if (count.operations >= operations || clock_.now() >= until) return count;
    std::this_thread::sleep_for(kRecordInterval);
  }
}

bool DemoStage::running() { return primary_.process->running() && spare_.process->running() && gateway_->running(); }

std::string DemoStage::log_ends() const {
  std::string text;
  for (const std::string_view name : {"gateway", kDemoPrimary, kDemoSpare, "explain", "command"}) {
    std::string log = read_file(log_file(name));
    if (log.empty()) continue;
    if (log.size() > kLogEndBytes) log = "…" + log.substr(log.size() - kLogEndBytes);
    text += fmt::format("--- log of {}\n{}", name, log);
  }
  return text;
}

}  // namespace jurymast::app

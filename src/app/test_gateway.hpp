#pragma once
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/kill/kill_file.hpp"
#include "evidence/smoke_test_check.hpp"
#include "policy/snapshot.hpp"
#include "support/raw_peer.hpp"

/// For the tests of commands that test through a gateway: one on loopback that plays what a test tells it.
namespace jurymast::app::testing {

/// A probe as the gateway was asked for it, and what will be answered; a test's script changes it.
struct ProbeScene {
  std::string check;
  std::string target;  ///< empty: natural
  std::string fault;
  bool streamed = false;
  std::string body;       ///< as it was sent
  std::string caller_id;  ///< as it was sent
  bool canary_path = false;
  evidence::testing::CheckCase scene;
  bool recorded = true;  ///< false: GET /operations does not find it
};

class TestGateway {
 public:
  using Script = std::function<void(ProbeScene&)>;
  explicit TestGateway(Script script = {}, std::string state = {})
      : script_(std::move(script)),
        state_(std::move(state)),
        admin_([this](test::RawConnection& peer, unsigned) { serve_admin(peer); }),
        data_([this](test::RawConnection& peer, unsigned) { serve_data(peer); }) {}

  /// The settings under which it is found.
  policy::ServerSettings settings() const {
    policy::ServerSettings settings;
    settings.admin = "127.0.0.1:" + std::to_string(admin_.port());
    settings.listen = "127.0.0.1:" + std::to_string(data_.port());
    settings.environment = "staging";
    settings.state = state_;
    return settings;
  }
  std::vector<std::string> posted() const {
    const std::scoped_lock lock(mutex_);
    return posted_;
  }
  std::vector<ProbeScene> scenes() const {
    const std::scoped_lock lock(mutex_);
    return {scenes_.begin(), scenes_.end()};
  }

  int probe_status = 200;   ///< of POST /probes
  int record_status = 200;  ///< of POST /records
  bool obeys_kill = true;
  bool refuses_killed = true;  ///< gives no ticket for a fallback while the switch is on

 private:
  using Json = nlohmann::json;

  static void reply(test::RawConnection& peer, int status, const std::string& body, const std::string& fields = {}) {
    peer.send("HTTP/1.1 " + std::to_string(status) + " Scripted\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
  }
  static std::string field_of(const std::string& request, const std::string& name) {
    const std::size_t at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return request.substr(begin, request.find("\r\n", begin) - begin);
  }
  static std::string body_of(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }

  bool killed() const {
    if (state_.empty() || !obeys_kill) return false;
    const auto routes = KillFile(state_).look();
    return routes && (routes->contains("assistant") || routes->contains("all"));
  }

  void serve_admin(test::RawConnection& peer) {
    const std::string head = peer.read_until("\r\n\r\n");
    const std::string length = field_of(head, "Content-Length");
    const std::string body = length.empty() ? std::string() : peer.read_bytes(std::stoul(length));
    const std::scoped_lock lock(mutex_);
    if (head.starts_with("POST /probes ")) return allow_probe(peer, body);
    if (head.starts_with("POST /records ")) return take_record(peer, body);
    if (head.starts_with("GET /operations/")) return show_operation(peer, head.substr(16, OperationId::kTextSize));
    if (head.starts_with("GET /status ")) {
      const Json kill = killed() ? Json::array({"assistant"}) : Json::array();
      return reply(peer, 200, Json{{"kill", kill}, {"config_version", 4}}.dump());
    }
    reply(peer, 404, "{}");
  }

  void allow_probe(test::RawConnection& peer, const std::string& body) {
    if (probe_status != 200) return reply(peer, probe_status, R"({"error":{"message":"scripted refusal"}})");
    const Json asked = Json::parse(body);
    ProbeScene scene;
    scene.check = asked.at("check").get<std::string>();
    scene.fault = asked.at("fault").get<std::string>();
    scene.target = asked.contains("target") ? asked.at("target").get<std::string>() : std::string();
    scene.canary_path = asked.value("canary_path", false);
    if (refuses_killed && killed() && !scene.target.empty() && scene.target != "main") {
      return reply(peer, 409, R"({"error":{"message":"no fallback of assistant: killed"}})");
    }
    scenes_.push_back(std::move(scene));
    reply(peer, 200, Json{{"ticket", "ticket-" + std::to_string(scenes_.size())}, {"expires_at", "2026-07-05T12:00:00Z"}}.dump());
  }
  void take_record(test::RawConnection& peer, const std::string& body) {
    if (record_status != 200) return reply(peer, record_status, R"({"error":{"message":"scripted refusal"}})");
    posted_.push_back(body);
    reply(peer, 200, R"({"id":"x"})");
  }
  void show_operation(test::RawConnection& peer, const std::string& id) {
    const auto found = operations_.find(id);
    found == operations_.end() ? reply(peer, 404, "{}") : reply(peer, 200, found->second + "\n");
  }

  static std::string good_stream() {
    return R"(data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"{}"}}]})"
           "\n\n"
           R"(data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
           "\n\n"
           R"(data: {"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}})"
           "\n\ndata: [DONE]\n\n";
  }

  /// What a gateway does whose targets are as they should be.
  void set_scene(ProbeScene& scene, std::uint64_t number) {
    const bool good = scene.fault == "none";
    scene.scene = good ? evidence::testing::good_case() : evidence::testing::bad_case();
    record::Operation& operation = scene.scene.operation;
    operation.start.id = record::testing::operation_id(number + 100);
    operation.start.streamed = scene.streamed;
    const std::string_view target = names_.emplace_back(scene.target.empty() ? "main" : scene.target);
    operation.decision.attempts.back().target_name = target;
    if (good) operation.decision.served_by_name = target;
    if (scene.fault == "credential") operation.decision.failure_class = FailureClass::Auth;
    if (scene.fault == "client_fault") operation.decision.failure_class = FailureClass::NetworkConnect;
    evidence::SmokeAnswer& answer = scene.scene.seen.answer;
    answer.operation_id = operation.start.id.to_string();
    if (!good || !scene.streamed) return;
    answer.content_type = "text/event-stream";
    answer.body = good_stream();
  }

  void serve_data(test::RawConnection& peer) {
    const std::string request = peer.read_request();
    const std::string ticket = field_of(request, "x-jurymast-probe");
    ProbeScene scene;
    {
      const std::scoped_lock lock(mutex_);
      const std::size_t number = ticket.starts_with("ticket-") ? std::stoul(ticket.substr(7)) : 0;
      if (number == 0 || number > scenes_.size()) return reply(peer, 400, "{}");
      ProbeScene& known = scenes_[number - 1];
      known.body = body_of(request);
      known.caller_id = field_of(request, "X-Request-Id");
      known.streamed = known.body.find(R"("stream":true)") != std::string::npos;
      set_scene(known, number);
      if (script_) script_(known);
      scene = known;
      if (known.recorded) operations_[scene.scene.seen.answer.operation_id] = record::render(known.scene.operation);
    }
    const evidence::SmokeAnswer& answer = scene.scene.seen.answer;
    reply(peer, answer.status, answer.body,
          "Content-Type: " + answer.content_type + "\r\nx-request-id: " + answer.operation_id + "\r\n");
  }

  Script script_;
  std::string state_;
  mutable std::mutex mutex_;
  std::deque<std::string> names_;  ///< that records look at
  std::deque<ProbeScene> scenes_;
  std::map<std::string, std::string> operations_;
  std::vector<std::string> posted_;
  test::RawServer admin_;  ///< last, so that nobody is served any more when the rest goes
  test::RawServer data_;
};

/// The target fails at this request as one of that class does.
inline void fail_with(ProbeScene& scene, FailureClass failure_class, std::uint16_t status) {
  record::Decision& decision = scene.scene.operation.decision;
  decision.outcome = record::Outcome::Failed;
  decision.failure_class = failure_class;
  decision.served_by_name = {};
  decision.attempts.back().failure_class = failure_class;
  decision.attempts.back().http_status = status;
  scene.scene.seen.answer.status = status;
  scene.scene.seen.answer.content_type = "application/json";
  scene.scene.seen.answer.body = R"({"error":{"message":"busy","type":"server_error"}})";
}

/// A configuration with one route, two targets and everything that a test on it needs.
inline policy::Snapshot snapshot_for(const TestGateway& gateway) {
  policy::Snapshot snapshot;
  snapshot.version = 4;
  snapshot.server = gateway.settings();
  for (const char* name : {"main", "spare"}) {
    policy::Target target;
    target.name = name;
    target.credential = "env:KEY";
    target.families = {true, true};
    snapshot.targets.push_back(std::move(target));
  }
  policy::Route route;
  route.name = "assistant";
  route.match = {"assistant"};
  route.primary = TargetIndex{0};
  route.fallback = {TargetIndex{1}};
  route.rollback_owner = "sre-a";
  route.stop_condition = "two failures in a row";
  route.user_budget.total = std::chrono::seconds(10);
  snapshot.routes.push_back(std::move(route));
  return snapshot;
}

}  // namespace jurymast::app::testing

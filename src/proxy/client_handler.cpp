#include "proxy/client_handler.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "crypto/digest.hpp"
#include "policy/hop_guard.hpp"
#include "policy/setting_names.hpp"
#include "policy/shedding.hpp"
#include "proxy/client_request.hpp"
#include "proxy/error_answers.hpp"
#include "proxy/header_lists.hpp"
#include "proxy/models_answer.hpp"

namespace jurymast::proxy {
namespace {

constexpr std::string_view kApiPrefix = "/v1";
constexpr std::size_t kStoredIdBytesMax = 128;
/// What a caller is told to wait while a gateway drains: long enough for its successor to listen.
constexpr std::uint32_t kDrainRetryAfterSeconds = 2;
/// Load is shed in bursts; the next second is a fresh chance.
constexpr std::uint32_t kShedRetryAfterSeconds = 1;

bool is_stored_id(std::string_view id) {
  return !id.empty() && id.size() <= kStoredIdBytesMax && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool asks_for_stream(std::string_view query) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    if (query.substr(0, end) == "stream=true") return true;
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return false;
}

}  // namespace

std::optional<std::string> ClientHandler::on_head(http::ServerSession& /*session*/, const wire::RequestHead& head) {
  accepted_ = Accepted();
  const auto denied = check_head(head, accepted_);
  if (!denied) return std::nullopt;
  return refuse(&head, *denied, true);
}

std::optional<ClientHandler::Denied> ClientHandler::check_head(const wire::RequestHead& head, Accepted& accepted) {
  if (const auto denied = find_path(head, accepted)) return denied;
  const bool probe = head.fields.find(kProbeField) != nullptr;
  if (const auto denied = probe ? take_ticket(head, accepted) : find_client(head, accepted)) return denied;
  if (plane_.shared.draining.load(std::memory_order_relaxed)) {
    return Denied{Refusal::Draining, {}, {}, kDrainRetryAfterSeconds};
  }
  if (wire::has_foreign_encoding(head.fields)) {
    return Denied{Refusal::Unsupported, "The request body is compressed; send it without Content-Encoding.", {}, {}};
  }
  if (plane_.shared.memory.over(snapshot().server.memory_max)) {
    return Denied{Refusal::Memory, {}, {}, kShedRetryAfterSeconds};
  }
  return std::nullopt;
}

std::optional<ClientHandler::Denied> ClientHandler::find_path(const wire::RequestHead& head, Accepted& accepted) const {
  const std::size_t query = head.target.find('?');
  std::string_view path = head.target.substr(0, query);
  if (!path.starts_with(kApiPrefix)) return Denied{Refusal::PathUnknown};
  path.remove_prefix(kApiPrefix.size());
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    if (path != path_of(family)) continue;
    if (head.method != "POST") return Denied{Refusal::PathUnknown, "This path takes POST only.", {}, {}};
    accepted.family = family;
    return std::nullopt;
  }
  if (path == "/models") {
    accepted.what = Accepted::What::Models;
    if (head.method != "GET") return Denied{Refusal::PathUnknown, "This path takes GET only.", {}, {}};
    return std::nullopt;
  }
  constexpr std::string_view kStored = "/responses/";
  if (!path.starts_with(kStored)) return Denied{Refusal::PathUnknown};
  return find_stored(head.target.substr(kApiPrefix.size() + kStored.size()), head.method, accepted);
}

std::optional<ClientHandler::Denied> ClientHandler::find_stored(std::string_view rest, std::string_view method,
                                                                Accepted& accepted) const {
  const std::size_t query_begin = rest.find('?');
  const std::string_view query = query_begin == std::string_view::npos ? std::string_view() : rest.substr(query_begin + 1);
  const std::string_view path = rest.substr(0, query_begin);
  const std::size_t slash = path.find('/');
  const std::string_view id = path.substr(0, slash);
  const std::string_view action = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  const bool known = (action.empty() && (method == "GET" || method == "DELETE")) || (action == "/cancel" && method == "POST") ||
                     (action == "/input_items" && method == "GET");
  if (!known || !is_stored_id(id)) return Denied{Refusal::PathUnknown};
  accepted.what = Accepted::What::Stored;
  accepted.family = Family::Responses;
  accepted.stored_id = id;
  accepted.stored_path = fmt::format("/responses/{}", rest);
  accepted.stored_stream = method == "GET" && action.empty() && asks_for_stream(query);
  return std::nullopt;
}

std::optional<ClientHandler::Denied> ClientHandler::find_client(const wire::RequestHead& head, Accepted& accepted) const {
  const auto& clients = snapshot().clients;
  if (clients.empty()) return std::nullopt;
  constexpr std::string_view kScheme = "bearer ";
  const auto is_authorization = [](const wire::HeaderField& field) { return wire::same_header_name(field.name, "authorization"); };
  // Of two, another reader could have meant the other.
  if (std::count_if(head.fields.begin(), head.fields.end(), is_authorization) != 1) return Denied{Refusal::ClientAuth};
  const std::string_view value = head.fields.value("authorization");
  if (value.size() <= kScheme.size() || !wire::same_header_name(value.substr(0, kScheme.size()), kScheme)) {
    return Denied{Refusal::ClientAuth};
  }
  const auto digest = crypto::sha256(value.substr(kScheme.size()));
  // Every key is compared, so that the time tells nothing about which one came close.
  for (std::size_t i = 0; i < clients.size(); ++i) {
    if (crypto::equal(digest, clients[i].sha256)) accepted.client = ClientIndex{static_cast<std::uint16_t>(i)};
  }
  if (!accepted.client) return Denied{Refusal::ClientAuth};
  return std::nullopt;
}

void ClientHandler::on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) {
  switch (accepted_.what) {
    case Accepted::What::Models:
      return answer_models(session, head);
    case Accepted::What::Create:
      return create(session, head, body);
    case Accepted::What::Stored:
      return stored(session, head);
  }
}

void ClientHandler::on_client_gone(http::ServerSession& /*session*/) { abandon(); }

void ClientHandler::abandon() {
  if (const auto operation = std::exchange(operation_, nullptr)) operation->client_gone();
}

void ClientHandler::on_output_drained(http::ServerSession& /*session*/) {
  if (operation_) operation_->output_drained();
}

std::string ClientHandler::on_rejected(http::ServerSession& /*session*/, const wire::Rejection& rejection) {
  const Refusal refusal = rejection.status == 413 ? Refusal::ClientTooLarge : Refusal::ClientFraming;
  accepted_ = Accepted();
  Denied denied{refusal};
  if (refusal == Refusal::ClientFraming) denied.detail = rejection.reason;
  denied.status = rejection.status;  // the codec knows it precisely: 408, 414, 417, 431, 505
  return refuse(nullptr, denied, true);
}

void ClientHandler::answer_models(http::ServerSession& session, const wire::RequestHead& /*head*/) {
  session.write(models_answer(snapshot(), plane_.new_id(), session.will_close()));
  session.end_answer();
}

void ClientHandler::answer_refusal(http::ServerSession& session, const wire::RequestHead& head, const Denied& denied) {
  session.write(refuse(&head, denied, session.will_close()));
  session.end_answer();
}

std::string ClientHandler::refuse(const wire::RequestHead* head, const Denied& denied, bool close) {
  const OperationId id = plane_.new_id();
  std::string caller_id = head ? caller_request_id(*head) : std::string();
  record::Operation operation;
  operation.start.id = id;
  operation.start.at = plane_.loop.wall_now();
  operation.start.snapshot = snapshot().version;
  operation.start.family = accepted_.family;
  if (accepted_.client) operation.start.client = snapshot().clients[accepted_.client->value].name;
  if (!caller_id.empty()) operation.start.client_request_hash = plane_.hash_keys.of_id(caller_id);
  operation.decision.outcome = record::Outcome::Refused;
  operation.decision.refusal = denied.refusal;
  operation.decision.status = static_cast<std::uint16_t>(denied.status.value_or(status_of(denied.refusal)));
  operation.decision.route = denied.refusal == Refusal::Shed ? record::RouteDecision::Shed : record::RouteDecision::FailFast;
  operation.decision.final_answer = !denied.retry_after_s;
  operation.decision.retry_after_s = denied.retry_after_s;
  plane_.metrics.observe(operation, *plane_.live, std::nullopt);
  plane_.journal.end(record::render(operation));
  const auto text = id.text();
  return refusal_answer({.refusal = denied.refusal,
                         .status = denied.status,
                         .detail = denied.detail,
                         .param = denied.param,
                         .request_id = {text.data(), text.size()},
                         .client_request_id = caller_id,
                         .retry_after_s = denied.retry_after_s,
                         .close = close});
}

void ClientHandler::create(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) {
  auto view = wire::read_request(accepted_.family, {body}, plane_.scratch);
  if (!view) return answer_refusal(session, head, Denied{Refusal::ClientJson, view.error().message, {}, {}});
  const auto route = snapshot().find_route(accepted_.family, view->model);
  if (!route) return answer_refusal(session, head, Denied{Refusal::RouteUnknown, {}, "model", {}});
  OperationInput input;
  input.path = path_of(accepted_.family);
  input.body = body;
  input.request = std::move(*view);
  input.facts.route = *route;
  input.facts.family = accepted_.family;
  input.facts.streamed = input.request.stream;
  input.facts.stateful = input.request.stateful();
  input.facts.stored = input.request.stored;
  input.facts.background = input.request.background;
  input.facts.validated = snapshot().route(*route).output_rules && !input.facts.background;
  input.facts.token_limit_said = input.request.token_limit.has_value();
  // Four bytes a token: good enough to compare with declared context windows.
  input.facts.input_tokens_estimate = body.size() / 4;
  for (const std::string* id : {&input.request.previous_response_id, &input.request.conversation}) {
    if (id->empty() || input.facts.pinned) continue;
    input.facts.pinned = plane_.target_at(plane_.shared.callers.find_state(*id, plane_.now()), *route);
  }
  begin(session, head, std::move(input));
}

void ClientHandler::stored(http::ServerSession& session, const wire::RequestHead& head) {
  const auto kept = plane_.shared.callers.find_state(accepted_.stored_id, plane_.now());
  const auto route = plane_.stored_route(kept);
  if (!route)
    return answer_refusal(session, head,
                          Denied{Refusal::RouteUnknown, "No route of this gateway serves the Responses API.", {}, {}});
  OperationInput input;
  input.kind = OperationKind::Stored;
  input.method = head.method;
  input.path = accepted_.stored_path;
  input.facts.route = *route;
  input.facts.family = Family::Responses;
  input.facts.streamed = accepted_.stored_stream;
  input.facts.stateful = true;
  input.facts.stored = true;
  input.facts.pinned = plane_.target_at(kept, *route);
  begin(session, head, std::move(input));
}

void ClientHandler::note_caller(const wire::RequestHead& head, OperationInput& input) {
  if (input.client_request_id.empty()) return;
  record::OperationStart& start = input.start;
  start.client_request_hash = plane_.hash_keys.of_id(input.client_request_id);
  start.body_fingerprint = plane_.hash_keys.of_body(input.body);
  if (input.probe) return;
  start.replay_of = plane_.shared.callers.see({.client = start.client,
                                               .path = head.target,
                                               .caller_id = *start.client_request_hash,
                                               .body_bytes = input.body.size(),
                                               .body = *start.body_fingerprint},
                                              start.id, plane_.now());
  start.replay = start.replay || start.replay_of.has_value();
}

std::string_view ClientHandler::note_unit(const wire::RequestHead& head, OperationInput& input) const {
  const std::string& field = snapshot().route(input.facts.route).rollout.sticky_header;
  if (field.empty() || input.probe) return {};
  const auto is_unit = [&](const wire::HeaderField& one) { return wire::same_header_name(one.name, field); };
  // Of two, another reader could have meant the other.
  const bool once = std::count_if(head.fields.begin(), head.fields.end(), is_unit) == 1;
  const std::string_view unit = once ? head.fields.value(field) : std::string_view();
  if (!unit.empty()) input.start.unit_hash = plane_.hash_keys.of_unit(unit);
  return unit;
}

std::optional<ClientHandler::Denied> ClientHandler::admit(const OperationInput& input) const {
  const policy::Route& route = snapshot().route(input.facts.route);
  const policy::Priority allowed =
      accepted_.client ? snapshot().clients[accepted_.client->value].priority : policy::Priority::Interactive;
  const policy::Priority priority = policy::priority_of(route.priority, allowed, input.asked_priority);
  const unsigned in_flight = plane_.shared.in_flight.load(std::memory_order_relaxed);
  if (policy::must_shed(priority, in_flight, snapshot().server.max_inflight)) {
    return Denied{Refusal::Shed, {}, {}, kShedRetryAfterSeconds};
  }
  return std::nullopt;
}

void ClientHandler::begin(http::ServerSession& session, const wire::RequestHead& head, OperationInput input) {
  auto hops = policy::hops_after(head.fields.value("x-jurymast-hop"), plane_.shared.instance_id);
  if (!hops) return answer_refusal(session, head, Denied{Refusal::Loop});
  input.hops = std::move(*hops);
  read_caller_fields(head, input);
  if (accepted_.probe) {
    if (const auto denied = follow_ticket(input)) return answer_refusal(session, head, *denied);
  }
  if (const auto denied = admit(input)) return answer_refusal(session, head, *denied);
  fill_start(head, input);
  const policy::Route& route = snapshot().route(input.facts.route);
  // What a provider keeps is asked for once; the caller knows best whether to ask again.
  input.facts.replay = input.start.replay || input.kind == OperationKind::Stored;
  input.facts.killed = plane_.shared.kill.stands_for(route.name);
  input.facts.log_healthy = plane_.shared.losing_records.load(std::memory_order_relaxed) ? record::Tri::Unknown : record::Tri::True;
  input.facts.evidence = plane_.shared.evidence_for(snapshot(), route, plane_.now());
  const std::string_view unit = note_unit(head, input);
  input.facts.assignment = plane_.shared.assignment_for(snapshot(), input.facts, input.start.replay_of.value_or(input.facts.id), unit);
  input.forwarded_lines = listed_lines(head.fields, forwarded_request_fields());
  plane_.shadows.consider(input);
  const auto operation = std::make_shared<Operation>(plane_, session.shared_from_this(), plane_.live, std::move(input),
                                                     [this] { operation_.reset(); });
  operation_ = operation;
  operation->start();
}

void ClientHandler::fill_start(const wire::RequestHead& head, OperationInput& input) {
  const policy::Route& route = snapshot().route(input.facts.route);
  record::OperationStart& start = input.start;
  start.id = input.facts.id = plane_.new_id();
  start.at = plane_.loop.wall_now();
  start.snapshot = snapshot().version;
  start.route = route.name;
  if (input.kind == OperationKind::Create) start.model_alias = route.alias_of(input.request.model);
  if (accepted_.client) start.client = snapshot().clients[accepted_.client->value].name;
  start.risk = policy::name_of(route.risk);
  start.family = input.facts.family;
  start.streamed = input.facts.streamed;
  start.requested_target = snapshot().target(route.primary).name;
  start.body_bytes = input.body.size();
  start.client_timeout = input.facts.client_timeout;
  note_caller(head, input);
}

}  // namespace jurymast::proxy

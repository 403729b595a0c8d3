#include "mock/mock_api.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mock/answer_parts.hpp"
#include "mock/response_object.hpp"

namespace jurymast::mock {
namespace {

constexpr std::string_view kPrefix = "/v1";
constexpr std::string_view kResponsesPath = "/v1/responses/";
constexpr std::string_view kModelsPath = "/v1/models";
constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kPlaceholderKey = "<API_KEY_PLACEHOLDER>";

std::optional<Family> family_of_path(std::string_view path) {
  if (!path.starts_with(kPrefix)) return std::nullopt;
  for (const Family family : {Family::ChatCompletions, Family::Responses}) {
    if (path.substr(kPrefix.size()) == path_of(family)) return family;
  }
  return std::nullopt;
}

ApiError unknown_url(const Incoming& incoming) {
  return {404, fmt::format("Invalid URL ({} {})", incoming.method, incoming.path), "invalid_request_error"};
}

ApiError unknown_response(std::string_view id) {
  return {404, fmt::format("Response with id '{}' not found.", id), "invalid_request_error"};
}

ApiError not_allowed(const Incoming& incoming) {
  return {405, fmt::format("Not allowed to {} on {}.", incoming.method, incoming.path), "invalid_request_error"};
}

Json model_json(const std::string& id) {
  return {{"id", id}, {"object", "model"}, {"created", 1'700'000'000}, {"owned_by", "mock"}};
}

}  // namespace

Asked Incoming::asked() const {
  if (!read) return {{}, path, creates, false};
  return {read->glance.model, path, creates, read->glance.stream};
}

Incoming read_incoming_head(std::string_view method, std::string_view target) {
  Incoming incoming;
  const std::size_t question = std::min(target.find('?'), target.size());
  incoming.method = method;
  incoming.path = target.substr(0, question);
  incoming.query = target.substr(std::min(question + 1, target.size()));
  if (method == "POST") incoming.creates = family_of_path(incoming.path);
  return incoming;
}

Incoming read_incoming(std::string_view method, std::string_view target, std::string_view body) {
  Incoming incoming = read_incoming_head(method, target);
  if (incoming.creates) incoming.read = read_api_request(*incoming.creates, body);
  return incoming;
}

MockApi::MockApi(ApiSettings settings, MonotonicTime now) : settings_(std::move(settings)) { reset(now); }

void MockApi::reset(MonotonicTime now) {
  pace_ = settings_.pace;
  rules_.replace(settings_.rules, now);
  outage_.reset();
  responses_.clear();
  documentation_.restore();
}

LayOutContext MockApi::context_of(const Incoming& incoming) const {
  return {incoming.connection_closes, incoming.attempt, settings_.tag};
}

Result<Fault> MockApi::choose_fault(const Incoming& incoming, MonotonicTime now) {
  if (outage_ && now >= outage_->until) outage_.reset();
  if (outage_) return outage_->fault;
  const Asked asked = incoming.asked();
  if (const Fault* const fault = rules_.take(asked, now)) return *fault;
  return fault_of_model(asked.model);
}

MockApi::Planned MockApi::answer(const Incoming& incoming, const ApiMoment& moment) {
  const Result<Fault> fault = choose_fault(incoming, moment.now);
  if (!fault) {
    const ApiError error{400, fault.error().message, "invalid_request_error", "model", "unknown_fault"};
    return {lay_out(error_answer(error), Fault{}, context_of(incoming)), Fault{}};
  }
  if (allows_no_answer(*fault)) return {without_answer(*fault), *fault};
  Answer answer = replaces_answer(*fault) ? replacement(*fault) : compose(incoming, *fault, moment);
  return {lay_out(std::move(answer), *fault, context_of(incoming)), *fault};
}

std::optional<MockApi::Planned> MockApi::answer_early(const Incoming& incoming, const ApiMoment& moment) {
  const Fault* const fault = rules_.take_early({{}, incoming.path, incoming.creates, false}, moment.now);
  if (fault == nullptr) return std::nullopt;
  LayOutContext context = context_of(incoming);
  context.connection_closes = true;
  return Planned{lay_out(error_answer(error_of(*fault, static_cast<int>(*fault->early))), *fault, context), *fault};
}

std::optional<ApiError> MockApi::key_objection(const Incoming& incoming) const {
  const bool bearer = incoming.authorization.starts_with(kBearer);
  const std::string_view key = bearer ? incoming.authorization.substr(kBearer.size()) : std::string_view();
  if (key == kPlaceholderKey) return usual_error(401);
  if (!settings_.require_key || !key.empty()) return std::nullopt;
  return ApiError{401, "You didn't provide an API key.", "invalid_request_error"};
}

Answer MockApi::compose(const Incoming& incoming, const Fault& fault, const ApiMoment& moment) {
  if (incoming.method == "GET") {
    if (auto page = documentation_.answer(incoming.path)) return *std::move(page);
  }
  if (const auto objection = key_objection(incoming)) return error_answer(*objection);
  if (incoming.creates) return create(incoming, fault, moment);
  if (family_of_path(incoming.path)) return error_answer(not_allowed(incoming));
  if (incoming.path.starts_with(kResponsesPath))
    return stored(incoming, incoming.path.substr(kResponsesPath.size()), moment);
  if (!incoming.path.starts_with(kModelsPath)) return error_answer(unknown_url(incoming));
  const std::string_view rest = incoming.path.substr(kModelsPath.size());
  if (!rest.empty() && !rest.starts_with('/')) return error_answer(unknown_url(incoming));
  if (incoming.method != "GET") return error_answer(not_allowed(incoming));
  return models(rest.empty() ? rest : rest.substr(1));
}

bool MockApi::knows(std::string_view model) const {
  if (settings_.models.empty()) return true;
  const auto asks_for_fault = fault_of_model(model);
  if (asks_for_fault && *asks_for_fault != Fault{}) return true;
  return std::find(settings_.models.begin(), settings_.models.end(), model) != settings_.models.end();
}

std::optional<ApiError> MockApi::objection(const ApiRequest& request) {
  if (!knows(request.model)) {
    const std::string message = "The model `" + request.model + "` does not exist or you do not have access to it.";
    return ApiError{404, message, "invalid_request_error", std::nullopt, "model_not_found"};
  }
  const std::string& previous = request.previous_response_id;
  if (previous.empty() || responses_.find(previous) != nullptr) return std::nullopt;
  const std::string message = "Previous response with id '" + previous + "' not found.";
  return ApiError{400, message, "invalid_request_error", "previous_response_id", "previous_response_not_found"};
}

Answer MockApi::create(const Incoming& incoming, const Fault& fault, const ApiMoment& moment) {
  const auto& request = incoming.read->request;
  if (!request) return error_answer(request.error());
  if (const auto objected = objection(*request)) return error_answer(*objected);
  const AnswerIdentity identity{settings_.tag, incoming.attempt, moment.wall_s};
  const AnswerInput input{*request, choose_content(*request, fault, identity, pace_), identity, fault};
  const bool responses = request->family == Family::Responses;
  if (responses && (request->store || request->background)) {
    responses_.put({*request, fault, identity, pace_, moment.now});
  }
  if (responses && request->background && !request->stream) {
    return json_answer(response_object(input, ResponseStage::Queued));
  }
  return created_answer(input, pace_);
}

Answer MockApi::stored(const Incoming& incoming, std::string_view rest, const ApiMoment& moment) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view id = rest.substr(0, slash);
  const std::string_view action = rest.substr(slash);
  StoredResponse* const found = responses_.find(id);
  if (found == nullptr) return error_answer(unknown_response(id));
  if (action == "/cancel" && incoming.method == "POST") {
    if (!found->request.background) return error_answer({400, "Cannot cancel a synchronous response."});
    if (found->stage_at(moment.now) != ResponseStage::Done) found->cancelled = true;
  } else if (action == "/input_items" && incoming.method == "GET") {
    return json_answer(input_items(*found));
  } else if (action.empty() && incoming.method == "DELETE") {
    Json deleted{{"id", std::string(id)}, {"object", "response"}, {"deleted", true}};
    responses_.erase(id);
    return json_answer(deleted);
  } else if (!action.empty() || incoming.method != "GET") {
    return error_answer(unknown_url(incoming));
  }
  const AnswerInput input = found->answer();
  if (incoming.query.find("stream=true") != std::string_view::npos) return replayed_answer(input, incoming.query);
  return json_answer(response_object(input, found->stage_at(moment.now)));
}

Answer MockApi::models(std::string_view id) const {
  const std::vector<std::string> any{"mock"};
  const std::vector<std::string>& known = settings_.models.empty() ? any : settings_.models;
  if (!id.empty()) return knows(id) ? json_answer(model_json(std::string(id))) : error_answer(usual_error(404));
  Json list = Json::array();
  for (const std::string& model : known) list.push_back(model_json(model));
  return json_answer(Json{{"object", "list"}, {"data", std::move(list)}});
}

}  // namespace jurymast::mock

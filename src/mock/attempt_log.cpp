#include "mock/attempt_log.hpp"

#include <array>
#include <utility>

#include "mock/json_text.hpp"

namespace jurymast::mock {
namespace {

constexpr std::array<std::string_view, 6> kEndNames{"in_progress", "complete",    "reset",
                                                    "closed",      "client_gone", "rejected"};

Json time_or_null(const std::optional<Duration>& time) { return time ? Json(time->count()) : Json(nullptr); }

Json attempt_json(const Attempt& attempt) {
  const bool cancelled = attempt.ended == AttemptEnd::ClientGone;
  Json json{
      {"n", attempt.n},
      {"at_ns", attempt.at.count()},
      {"wall", to_rfc3339(attempt.wall)},
      {"method", attempt.method},
      {"path", attempt.path},
      {"model", attempt.model},
      {"family", attempt.family ? Json(name_of(*attempt.family)) : Json(nullptr)},
      {"stream", attempt.stream},
      {"request_id", attempt.request_id},
      {"header_names", attempt.header_names},
      {"stainless_retry_count", attempt.stainless_retry_count ? Json(*attempt.stainless_retry_count) : Json(nullptr)},
      {"body_bytes", attempt.body_bytes},
      {"body_sha256", attempt.body_sha256},
      {"authorization_digest", attempt.authorization_digest},
      {"connection", attempt.connection},
      {"request_on_connection", attempt.request_on_connection},
      {"fault", attempt.fault},
      {"status", attempt.status},
      {"ended", kEndNames[static_cast<std::size_t>(attempt.ended)]},
      {"bytes_sent", attempt.bytes_sent}};
  json["answered_at_ns"] = time_or_null(attempt.answered_at);
  json["ended_at_ns"] = time_or_null(attempt.ended_at);
  json["cancelled"] = cancelled;
  json["cancelled_at_ns"] = cancelled ? time_or_null(attempt.ended_at) : Json(nullptr);
  return json;
}

}  // namespace

std::shared_ptr<Attempt> AttemptLog::add(Attempt attempt) {
  attempt.n = ++count_;
  if (attempts_.size() == kAttemptsKept) attempts_.pop_front();
  return attempts_.emplace_back(std::make_shared<Attempt>(std::move(attempt)));
}

void AttemptLog::clear() { attempts_.clear(); }

void AttemptLog::reset() {
  clear();
  count_ = 0;
}

std::vector<Attempt> AttemptLog::all() const {
  std::vector<Attempt> all;
  for (const auto& attempt : attempts_) all.push_back(*attempt);
  return all;
}

std::string AttemptLog::json() const {
  Json list = Json::array();
  for (const auto& attempt : attempts_) list.push_back(attempt_json(*attempt));
  return printed(list);
}

}  // namespace jurymast::mock

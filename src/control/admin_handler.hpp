#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "control/admin_reply.hpp"
#include "control/offered_record.hpp"
#include "control/probe_ask.hpp"
#include "http/server_session.hpp"

namespace jurymast::control {

/// What the admin listener may ask of the process; called on the admin loop's thread.
struct AdminHooks {
  std::function<std::string()> metrics_text;
  std::function<std::string()> status_json;
  std::function<bool()> ready;
  /// Loads the configuration again; the text says what changed or why nothing did.
  std::function<Result<std::string>()> reload;
  /// A ticket for one probe, or why there is none.
  std::function<AdminReply(const ProbeAsk&)> give_ticket;
  /// The record of a finished probe's operation; nothing where this process does not hold it.
  std::function<std::optional<std::string>(OperationId)> probe_operation;
  /// Writes a record, unless it must not be; calls the second once, on the admin loop, when it stands in the log or does not.
  std::function<void(const OfferedRecord&, std::function<void(AdminReply)>)> write_record;
};

/// SHA-256 of the admin token; absent where none is configured.
using TokenDigest = std::optional<std::array<unsigned char, 32>>;

/// The admin API on one connection: `/healthz`, `/readyz`, `/metrics`, `/status`, `POST /reload`, `POST /probes`, `GET /operations/ID`,
/// `POST /records`. All but the first two need the token where one is configured. Requests that a browser sent across origins are refused.
class AdminHandler final : public http::SessionHandler {
 public:
  AdminHandler(const AdminHooks& hooks, const TokenDigest& token) : hooks_(hooks), token_(token) {}
  ~AdminHandler() override { *gone_ = true; }

  std::optional<std::string> on_head(http::ServerSession& session, const wire::RequestHead& head) override;
  void on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) override;
  void on_client_gone(http::ServerSession&) override { *gone_ = true; }
  void on_output_drained(http::ServerSession&) override {}
  std::string on_rejected(http::ServerSession& session, const wire::Rejection& rejection) override;

 private:
  AdminReply reply_to(const wire::RequestHead& head, std::string_view body) const;
  AdminReply reload() const;
  AdminReply give_ticket(std::string_view body) const;
  AdminReply probe_operation(std::string_view id) const;
  void take_record(http::ServerSession& session, std::string_view body) const;
  bool authorized(const wire::RequestHead& head) const;

  const AdminHooks& hooks_;
  const TokenDigest& token_;
  std::shared_ptr<bool> gone_ = std::make_shared<bool>(false);  ///< for answers that are given later
};

}  // namespace jurymast::control

#pragma once
#include <memory>
#include <optional>
#include <string>

#include "http/server_session.hpp"
#include "proxy/operation.hpp"
#include "proxy/plane.hpp"

namespace jurymast::proxy {

/// The header field that carries a probe's ticket.
inline constexpr std::string_view kProbeField = "x-jurymast-probe";

/// What one connection of the data listener may ask for, and what becomes of it.
class ClientHandler final : public http::SessionHandler {
 public:
  explicit ClientHandler(LoopPlane& plane) : plane_(plane) {}
  /// An operation that still runs ends as if its client had left: its connection was closed under it.
  ~ClientHandler() override { abandon(); }

  std::optional<std::string> on_head(http::ServerSession& session, const wire::RequestHead& head) override;
  void on_request(http::ServerSession& session, const wire::RequestHead& head, std::string_view body) override;
  void on_client_gone(http::ServerSession& session) override;
  void on_output_drained(http::ServerSession& session) override;
  std::string on_rejected(http::ServerSession& session, const wire::Rejection& rejection) override;

 private:
  /// What the head of the request in progress was found to be.
  struct Accepted {
    enum class What : unsigned char { Create, Stored, Models } what = What::Create;
    Family family = Family::ChatCompletions;
    std::string stored_id;    ///< of the answer that a provider keeps
    std::string stored_path;  ///< below the target's prefix, query included
    bool stored_stream = false;
    std::optional<ClientIndex> client;
    std::unique_ptr<ProbeTicket> probe;  ///< null: a caller's own request
  };

  struct Denied {
    Refusal refusal;
    std::string_view detail = {};
    std::string_view param = {};
    std::optional<std::uint32_t> retry_after_s = {};
    std::optional<int> status = {};  ///< a more precise one than the refusal's own
  };

  std::optional<Denied> find_path(const wire::RequestHead& head, Accepted& accepted) const;
  std::optional<Denied> find_stored(std::string_view rest, std::string_view method, Accepted& accepted) const;
  std::optional<Denied> find_client(const wire::RequestHead& head, Accepted& accepted) const;
  std::optional<Denied> check_head(const wire::RequestHead& head, Accepted& accepted);
  /// Records the refusal and gives the whole response.
  std::string refuse(const wire::RequestHead* head, const Denied& denied, bool close);
  void answer_refusal(http::ServerSession& session, const wire::RequestHead& head, const Denied& denied);
  void answer_models(http::ServerSession& session, const wire::RequestHead& head);
  void create(http::ServerSession& session, const wire::RequestHead& head, std::string_view body);
  void stored(http::ServerSession& session, const wire::RequestHead& head);
  /// Keyed hashes of what the caller said, and whether it said it before; only where it gave an id of its own.
  void note_caller(const wire::RequestHead& head, OperationInput& input);
  /// Whom the request is for, where its route's rollout is sticky, and a keyed hash of that for its record; empty: it does not say it.
  std::string_view note_unit(const wire::RequestHead& head, OperationInput& input) const;
  std::optional<Denied> admit(const OperationInput& input) const;
  void fill_start(const wire::RequestHead& head, OperationInput& input);
  void begin(http::ServerSession& session, const wire::RequestHead& head, OperationInput input);
  void abandon();

  // client_probe.cpp: what a ticket lets in.
  std::optional<Denied> take_ticket(const wire::RequestHead& head, Accepted& accepted);
  std::optional<Denied> follow_ticket(OperationInput& input);
  const policy::Snapshot& snapshot() const { return *plane_.live->policy; }

  LoopPlane& plane_;
  Accepted accepted_;
  std::shared_ptr<Operation> operation_;
};

}  // namespace jurymast::proxy

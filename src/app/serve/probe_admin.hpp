#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "control/admin_route.hpp"
#include "control/probe_ask.hpp"
#include "http/loop.hpp"
#include "proxy/plane.hpp"

namespace jurymast::app {

/// What the admin listener offers around probes: leave to send one, and a place in the log for what was seen, once it agrees with what the
/// gateway itself wrote down. Used on the admin loop alone, and must outlive the journal's thread.
class ProbeAdmin {
 public:
  struct Parts {
    proxy::Shared& shared;
    http::Loop& loop;
    std::function<const policy::Snapshot&()> snapshot;  ///< the one in force
    std::function<void(const record::ProbeRecord&)> evidence_changed;
    /// The record of a finished probe's operation; nothing where this process does not hold it.
    std::function<std::optional<std::string>(OperationId)> probe_operation;
  };
  explicit ProbeAdmin(Parts parts) : parts_(std::move(parts)) {}

  /// `POST /probes`, `GET /operations/ID`, `POST /records`.
  control::AdminRoutes routes();

 private:
  control::AdminReply give_ticket(std::string_view body);
  control::AdminReply operation(std::string_view id) const;
  void write(std::string_view body, const control::AdminAnswer& done);
  std::optional<control::AdminReply> refuse(const control::ProbeAsk& ask, const policy::Route& route) const;

  Parts parts_;
};

}  // namespace jurymast::app

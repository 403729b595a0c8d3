#pragma once
#include <functional>
#include <memory>

#include "control/admin_handler.hpp"
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
  };
  explicit ProbeAdmin(Parts parts) : parts_(std::move(parts)) {}

  control::AdminReply give_ticket(const control::ProbeAsk& ask);
  void write(const control::OfferedRecord& offered, std::function<void(control::AdminReply)> done);

 private:
  std::optional<control::AdminReply> refuse(const control::ProbeAsk& ask, const policy::Route& route) const;

  Parts parts_;
};

}  // namespace jurymast::app

#pragma once
#include <initializer_list>
#include <memory>

#include "control/settings.hpp"
#include "policy/snapshot.hpp"
#include "record/known_secrets.hpp"
#include "telemetry/log.hpp"

namespace jurymast::app {

/// Every secret that this process holds in clear: providers' keys and the admin token of the configurations given (null: none), what they
/// send in headers and queries where it looks like a key, what webhooks are signed with, and the key of the record's hashes. Clients' keys are held as digests alone and
/// are not among them.
std::shared_ptr<const record::KnownSecrets> loaded_secrets(std::initializer_list<const policy::Snapshot*> snapshots,
                                                           std::initializer_list<const Secret*> keys,
                                                           std::initializer_list<const control::Settings*> admin = {});

/// What each text of the log passes through: known secrets, then everything that has the shape of one.
telemetry::TextScreen log_screen(std::shared_ptr<const record::KnownSecrets> known);

}  // namespace jurymast::app

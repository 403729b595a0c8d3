#pragma once
#include "base/secret.hpp"
#include "crypto/siphash.hpp"

namespace jurymast::record {

/// The key under which a caller's own request id is hashed.
crypto::SipKey caller_id_key(const Secret& record_key);
/// The key under which a request's body is fingerprinted.
crypto::SipKey body_key(const Secret& record_key);

/// The key of the draw between a route's targets; kept with the others, so that a restart draws as before.
crypto::SipKey draw_key(const Secret& record_key);

}  // namespace jurymast::record

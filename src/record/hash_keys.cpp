#include "record/hash_keys.hpp"

#include <algorithm>
#include <string_view>

#include "crypto/digest.hpp"

namespace jurymast::record {
namespace {

crypto::SipKey derive(const Secret& key, std::string_view purpose) {
  const crypto::Digest digest = crypto::hmac_sha256(key.reveal(), purpose);
  crypto::SipKey derived;
  std::copy_n(digest.begin(), derived.size(), derived.begin());
  return derived;
}

}  // namespace

HashKeys::HashKeys(const Secret& key) : id_(derive(key, "caller id")), body_(derive(key, "body")), unit_(derive(key, "unit")) {}

crypto::SipKey state_id_key(const Secret& record_key) { return derive(record_key, "state id"); }

crypto::SipKey draw_key(const Secret& record_key) { return derive(record_key, "draw"); }

}  // namespace jurymast::record

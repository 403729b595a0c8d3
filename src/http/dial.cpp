#include "http/dial.hpp"

#include <algorithm>
#include <utility>

#include "http/address_guard.hpp"

namespace jurymast::http {
Dial::Dial(Loop& loop, std::shared_ptr<Resolver> resolver, Endpoint endpoint, Handler& handler)
    : loop_(loop), resolver_(std::move(resolver)), endpoint_(std::move(endpoint)), handler_(&handler), socket_(loop.context()) {}

void Dial::start() {
  resolver_->resolve(endpoint_.host, [weak = weak_from_this()](const Resolver::Addresses& addresses) {
    if (const auto self = weak.lock(); self && self->handler_ != nullptr) self->resolved(addresses);
  });
}

void Dial::cancel() {
  handler_ = nullptr;
  // It kept its caller waiting, so the next one begins elsewhere if there is an elsewhere.
  if (connecting_) resolver_->demote(endpoint_.host, trying_);
  boost::system::error_code ignored;
  socket_.close(ignored);
  channel_.reset();
}

void Dial::resolved(const Resolver::Addresses& addresses) {
  if (addresses.empty()) return fail(TransportFailure::Dns);
  std::copy_if(addresses.rbegin(), addresses.rend(), std::back_inserter(addresses_),
               [this](const auto& address) { return endpoint_.allow_private || is_allowed_address(address); });
  if (addresses_.empty()) return fail(TransportFailure::ForbiddenAddress);
  try_next();
}

void Dial::try_next() {
  if (addresses_.empty()) return fail(TransportFailure::Connect);
  trying_ = addresses_.back();
  addresses_.pop_back();
  connecting_ = true;
  const boost::asio::ip::tcp::endpoint endpoint(trying_, endpoint_.port);
  boost::system::error_code failed;
  socket_.close(failed);
  socket_.open(endpoint.protocol(), failed);
  if (failed) {
    return loop_.post([self = shared_from_this()] { self->connect_ended(false); });
  }
  socket_.async_connect(endpoint,
                        [self = shared_from_this()](const boost::system::error_code& refused) { self->connect_ended(!refused); });
}

void Dial::connect_ended(bool connected) {
  if (handler_ == nullptr) return;
  connecting_ = false;
  if (!connected) {
    resolver_->demote(endpoint_.host, trying_);
    return try_next();
  }
  handler_->dialed();
  if (handler_ == nullptr) return;
  ssl_st* tls = endpoint_.tls ? endpoint_.tls->new_session(endpoint_.host) : nullptr;
  boost::system::error_code failed;
  const int fd = socket_.release(failed);
  if (failed) return fail(TransportFailure::Connect);
  channel_ = std::make_unique<Channel>(loop_, fd, tls);
  shake_hands();
}

void Dial::shake_hands() {
  const IoResult result = channel_->handshake_now();
  if (result.state == IoState::Ok) {
    return std::exchange(handler_, nullptr)->connected(std::move(channel_));
  }
  if (result.state != IoState::WouldBlock) return fail(TransportFailure::Tls);
  auto ready = [weak = weak_from_this()](bool /*ok*/) {
    if (const auto self = weak.lock(); self && self->handler_ != nullptr) self->shake_hands();
  };
  // Waits for room instead of input where the handshake is held up by output.
  channel_->wait_readable(std::move(ready));
}

void Dial::fail(TransportFailure failure) {
  channel_.reset();
  std::exchange(handler_, nullptr)->dial_failed(failure);
}

}  // namespace jurymast::http

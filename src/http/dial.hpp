#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "http/resolver.hpp"
#include "http/upstream.hpp"

namespace jurymast::http {

/// Opens one connection to an endpoint: resolves, leaves forbidden addresses out, tries the others in order, shakes hands for TLS.
/// It has no clock of its own; whoever started it cancels it.
class Dial : public std::enable_shared_from_this<Dial> {
 public:
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void dialed() = 0;
    virtual void connected(std::unique_ptr<Channel> channel) = 0;
    virtual void dial_failed(TransportFailure failure) = 0;
  };
  Dial(Loop& loop, std::shared_ptr<Resolver> resolver, Endpoint endpoint, Handler& handler);

  void start();
  /// Closes what was begun; the handler is not called any more.
  void cancel();

 private:
  void resolved(const Resolver::Addresses& addresses);
  void try_next();
  void connect_ended(bool connected);
  void shake_hands();
  void fail(TransportFailure failure);

  Loop& loop_;
  const std::shared_ptr<Resolver> resolver_;
  const Endpoint endpoint_;
  Handler* handler_;
  Resolver::Addresses addresses_;  ///< to try, the next one last
  boost::asio::ip::address trying_;
  bool connecting_ = false;
  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<Channel> channel_;
};

}  // namespace jurymast::http

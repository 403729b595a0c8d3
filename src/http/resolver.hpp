#pragma once
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/loop.hpp"

namespace jurymast::http {

/// Turns host names into addresses without blocking the loop, and remembers them for a while; failures, too, but briefly.
class Resolver : public std::enable_shared_from_this<Resolver> {
 public:
  using Addresses = std::vector<boost::asio::ip::address>;
  /// Gets the addresses in the order to try them; none if the name could not be resolved.
  using Found = std::function<void(const Addresses& addresses)>;

  explicit Resolver(Loop& loop) : loop_(loop), system_(loop.context()) {}

  /// Calls `found`, at once for an address literal and a remembered name. One question a name is asked at a time.
  void resolve(const std::string& host, Found found);
  /// That address did not take a connection: others of the same name come first from now on.
  void demote(const std::string& host, const boost::asio::ip::address& address);

 private:
  struct Entry {
    Addresses addresses;
    MonotonicTime until;
    std::vector<Found> waiting;
  };
  void ask(const std::string& host);
  void answered(const std::string& host, Addresses addresses);
  void make_room();

  Loop& loop_;
  boost::asio::ip::tcp::resolver system_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace jurymast::http

#include "http/address_guard.hpp"

#include <gtest/gtest.h>

namespace jurymast::http {
namespace {

bool allowed(const char* text) { return is_allowed_address(boost::asio::ip::make_address(text)); }

TEST(AddressGuard, LetsPublicAndLoopbackAddressesThrough) {
  for (const char* good : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "127.0.0.1", "127.255.0.1",
                           "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255",
                           "2606:4700::1111", "::1", "::ffff:1.1.1.1", "::ffff:127.0.0.1", "64:ff9b::808:808"}) {
    EXPECT_TRUE(allowed(good)) << good;
  }
}

TEST(AddressGuard, StopsEveryOtherKind_WrappedOrNot) {
  for (const char* bad : {"0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "100.100.100.200",
                          "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.192",
                          "192.168.0.0", "192.168.255.255", "198.18.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
                          "255.255.255.255", "::", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fdff::1", "fd00:ec2::254", "ff02::1",
                          "::ffff:10.1.2.3", "::ffff:169.254.169.254", "::ffff:0.0.0.0", "::10.0.0.1", "64:ff9b::a9fe:a9fe"}) {
    EXPECT_FALSE(allowed(bad)) << bad;
  }
}

}  // namespace
}  // namespace jurymast::http

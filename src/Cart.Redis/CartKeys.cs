using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Every key that the engine keeps in Redis. The braces put all that belongs to one cart into one cluster slot.</summary>
public static class CartKeys
{
    /// <summary>The hash of a cart.</summary>
    public static RedisKey Cart(CartId id) => $"cart:{{{id}}}";
}

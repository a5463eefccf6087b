using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Every key that the engine keeps in Redis. The braces put all that belongs to one cart into one cluster slot.</summary>
public static class CartKeys
{
    /// <summary>The pattern by which SCAN finds the carts.</summary>
    internal const string Carts = CartStart + "*}";

    private const string CartStart = "cart:{";
    private const int CartKeyLength = 39;

    /// <summary>Held by whoever goes through all carts.</summary>
    internal static RedisKey Turn => "cart-turn";

    /// <summary>The hash of a cart.</summary>
    public static RedisKey Cart(CartId id)
    {
        Span<byte> key = stackalloc byte[CartKeyLength];
        Utf8.TryWrite(key, $"cart:{{{id.ToGuid():N}}}", out _);
        return key.ToArray();
    }

    /// <summary>Reads the id out of the key of a cart; any other key has none.</summary>
    internal static bool TryParseCart(string key, out CartId id)
    {
        id = default;
        return key.StartsWith(CartStart, StringComparison.Ordinal) && key.EndsWith('}') && CartId.TryParse(key[CartStart.Length..^1], out id);
    }

    /// <summary>
    /// The channel on which changes of a cart are told. In a cluster it is used on the node of the cart: else a client would tell the changes
    /// of all carts through one node that it happened to choose.
    /// </summary>
    public static RedisChannel Changes(CartId id) => RedisChannel.Literal($"cart-changes:{{{id}}}").WithKeyRouting();

    /// <summary>The carts of a user, by a digest: nothing that a client chooses stands in a key.</summary>
    public static RedisKey UserCarts(string userId) => $"cart-user:{{{Digest(userId)}}}";

    /// <summary>The cache of a discount and the count of its uses, by a digest.</summary>
    public static RedisKey Discount(DiscountCode code) => $"cart-discount:{{{Digest(code.Key)}}}";

    /// <summary>The uses of a discount that are set aside, in the slot of the discount.</summary>
    public static RedisKey DiscountReservations(DiscountCode code) => $"cart-discount:{{{Digest(code.Key)}}}:reservations";

    private static string Digest(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

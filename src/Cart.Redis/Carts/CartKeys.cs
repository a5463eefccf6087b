using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Names the keys and channels of one shop in Redis. All of them start with the shop's prefix.</summary>
/// <remarks>The braces put everything that belongs to one cart into one cluster slot.</remarks>
internal sealed class CartKeys
{
    private const int MaxPrefixLength = 32;
    private const int IdLength = 32;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_:.");

    // A prefix with such an ending would equal the keys of another shop.
    private static readonly string[] Taken = ["-user", "-discount", "-changes", "-probe", "-turn", "-orders"];

    private readonly byte[] _cart;
    private readonly string _cartStart;

    /// <summary>Initializes the keys of a shop.</summary>
    /// <param name="prefix">1 to 32 characters of a-z, 0-9, '-', '_', ':' and '.'.</param>
    /// <exception cref="ArgumentException">The prefix is not valid.</exception>
    public CartKeys(string prefix)
    {
        if (ProblemOf(prefix) is { } problem)
        {
            throw new ArgumentException(problem, nameof(prefix));
        }

        Prefix = prefix;
        _cartStart = prefix + ":{";
        _cart = Encoding.ASCII.GetBytes(_cartStart);
    }

    /// <summary>Gets the keys with the default prefix, <c>cart</c>.</summary>
    public static CartKeys Default { get; } = new(RedisCartOptions.DefaultKeyPrefix);

    /// <summary>Gets what every key and channel starts with.</summary>
    public string Prefix { get; }

    /// <summary>Gets the SCAN pattern of the carts.</summary>
    internal string Carts => _cartStart + "*}";

    /// <summary>Gets the lock that lets one process sweep all carts.</summary>
    internal RedisKey Turn => Prefix + "-turn";

    /// <summary>Gets the identity of the order store that the carts belong to.</summary>
    internal RedisKey OrderStore => Prefix + "-orders";

    /// <summary>Returns the key of a cart's hash.</summary>
    public RedisKey Cart(CartId id)
    {
        var key = new byte[_cart.Length + IdLength + 1];
        _cart.CopyTo(key, 0);
        id.ToGuid().TryFormat(key.AsSpan(_cart.Length), out _, "N");
        key[^1] = (byte)'}';
        return key;
    }

    /// <summary>
    /// Returns the channel for changes of a cart. In a cluster it uses the node of the cart; otherwise a client would publish the changes of all
    /// carts through one node.
    /// </summary>
    public RedisChannel Changes(CartId id) => RedisChannel.Literal($"{Prefix}-changes:{{{id}}}").WithKeyRouting();

    /// <summary>Returns the key of a user's carts. It contains a digest, so no client text is part of a key.</summary>
    public RedisKey UserCarts(string userId) => $"{Prefix}-user:{{{Digest(userId)}}}";

    /// <summary>Returns the key of a discount's cache and count of uses, by a digest.</summary>
    public RedisKey Discount(DiscountCode code) => $"{Prefix}-discount:{{{Digest(code.Key)}}}";

    /// <summary>Returns the key of a discount's reserved uses, in the slot of the discount.</summary>
    public RedisKey DiscountReservations(DiscountCode code) => $"{Prefix}-discount:{{{Digest(code.Key)}}}:reservations";

    /// <summary>Returns the problem with a prefix; null if it is valid.</summary>
    internal static string? ProblemOf([NotNull] string? prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix switch
        {
            { Length: 0 or > MaxPrefixLength } => $"The key prefix has {prefix.Length} characters; it must have 1 to {MaxPrefixLength}.",
            _ when prefix.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and var index =>
                $"The key prefix has the character U+{(int)prefix[index]:X4}; only a-z, 0-9, '-', '_', ':' and '.' are allowed.",
            _ when Array.Find(Taken, prefix.EndsWith) is { } taken =>
                $"The key prefix ends in '{taken}', which would mix its keys with those of another prefix; choose another ending.",
            _ => null,
        };
    }

    /// <summary>Returns the scratch key of a check.</summary>
    internal RedisKey Probe(Guid id) => $"{Prefix}-probe:{{{id:N}}}";

    /// <summary>Parses the id from the key of a cart. Returns <see langword="false"/> for any other key.</summary>
    internal bool TryParseCart(string key, out CartId id)
    {
        id = default;
        return key.StartsWith(_cartStart, StringComparison.Ordinal) && key.EndsWith('}') && CartId.TryParse(key[_cartStart.Length..^1], out id);
    }

    private static string Digest(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}

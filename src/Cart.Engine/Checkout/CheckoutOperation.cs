using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Identifies the request that placed an order, by digests: the order store remembers it with the order, so a retry gets that order.
/// </summary>
/// <param name="Key">The digest of the idempotency key.</param>
/// <param name="Content">The digest of what the request asked for.</param>
public sealed record CheckoutOperation(string Key, string Content)
{
    // 128 bits: nobody finds a second key with the digest of another.
    private const int DigestBytes = 16;

    /// <summary>Returns the digests of a request; null for one without an idempotency key.</summary>
    public static CheckoutOperation? Of(CheckoutRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Operation is { } operation
            ? new CheckoutOperation(DigestOf(operation.ToString()), DigestOf(request.Content))
            : null;
    }

    private static string DigestOf(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}

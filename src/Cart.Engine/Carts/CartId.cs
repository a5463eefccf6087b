using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Names one cart: 128 bits, written as 32 lower-case hexadecimal digits. A cart id is a capability and is used once: after its
/// order a shopper's next cart gets a new id.
/// </summary>
public readonly record struct CartId
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly Guid _value;

    private CartId(Guid value) => _value = value;

    /// <summary>Makes an id of 128 bits from a cryptographic random source.</summary>
    public static CartId New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new CartId(new Guid(bytes));
    }

    /// <summary>
    /// Derives the id that always belongs to <paramref name="name"/>. For imports, where the same document must end in the same
    /// cart; never for a shopper's cart, because whoever knows the name knows the id.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static CartId DeriveFrom(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new CartId(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)));
    }

    /// <summary>Takes over an id that was stored as a UUID.</summary>
    public static CartId FromGuid(Guid value) => new(value);

    /// <summary>Reads an id from its 32 lower-case hexadecimal digits; anything else is no id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CartId id)
    {
        // Guid alone would also take upper case, and white space around it.
        var parsed = Guid.TryParseExact(text, "N", out var value) && !text.AsSpan().ContainsAnyExcept(Digits);
        id = parsed ? new CartId(value) : default;
        return parsed;
    }

    /// <summary>Returns the id as a UUID, for storage.</summary>
    public Guid ToGuid() => _value;

    /// <summary>Returns the 32 hexadecimal digits.</summary>
    public override string ToString() => _value.ToString("N");
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Identifies a cart: 128 bits, written as 32 lower-case hexadecimal digits. A cart id is a capability and is used once. After an order, the
/// shopper's next cart gets a new id.
/// </summary>
public readonly record struct CartId
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private readonly Guid _value;

    private CartId(Guid value) => _value = value;

    /// <summary>Returns a new id of 128 bits from a cryptographic random source.</summary>
    public static CartId New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new CartId(new Guid(bytes));
    }

    /// <summary>
    /// Returns the id that is derived from <paramref name="name"/>, always the same. Use it for imports, where the same document must become the
    /// same cart. Never use it for a shopper's cart, because anyone who knows the name knows the id.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static CartId DeriveFrom(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new CartId(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)));
    }

    /// <summary>Returns an id that was stored as a UUID.</summary>
    public static CartId FromGuid(Guid value) => new(value);

    /// <summary>Parses 32 lower-case hexadecimal digits. Returns false for any other text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CartId id)
    {
        // Guid alone would accept upper case and surrounding white space.
        var parsed = Guid.TryParseExact(text, "N", out var value) && !text.AsSpan().ContainsAnyExcept(Digits);
        id = parsed ? new CartId(value) : default;
        return parsed;
    }

    /// <summary>Returns the id as a UUID, for storage.</summary>
    public Guid ToGuid() => _value;

    /// <summary>Returns the 32 hexadecimal digits.</summary>
    public override string ToString() => _value.ToString("N");
}

/// <summary>Identifies an order: a UUID of version 7, so that ids sort by their creation time.</summary>
public readonly record struct OrderId
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef-");

    private readonly Guid _value;

    private OrderId(Guid value) => _value = value;

    /// <summary>Returns a new id that contains the current time of <paramref name="time"/>.</summary>
    public static OrderId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new OrderId(Guid.CreateVersion7(time.GetUtcNow()));
    }

    /// <summary>Returns an id that was stored as a UUID.</summary>
    public static OrderId FromGuid(Guid value) => new(value);

    /// <summary>Parses the standard text form: lower-case, with hyphens. Returns false for any other text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OrderId id)
    {
        // Guid alone would accept upper case, surrounding white space and embedded signs.
        var parsed = Guid.TryParseExact(text, "D", out var value) && !text.AsSpan().ContainsAnyExcept(Digits);
        id = parsed ? new OrderId(value) : default;
        return parsed;
    }

    /// <summary>Returns the id as a UUID, for storage.</summary>
    public Guid ToGuid() => _value;

    /// <summary>Returns the standard text form with hyphens.</summary>
    public override string ToString() => _value.ToString("D");
}

/// <summary>
/// Represents an idempotency key: 1 to 255 printable ASCII characters, chosen by the caller. A repeat of a change with the same key has no
/// further effect. A cart remembers its keys for <see cref="CartOptions.IdempotencyTimeToLive"/>.
/// </summary>
public readonly record struct OperationId
{
    /// <summary>The maximum length of an id, in characters.</summary>
    public const int MaxLength = 255;

    private readonly string? _value;

    private OperationId(string value) => _value = value;

    /// <summary>Returns a new unique id.</summary>
    public static OperationId New() => new(CartId.New().ToString());

    /// <summary>Returns the id for a caller's own text, such as an <c>Idempotency-Key</c>.</summary>
    /// <exception cref="ArgumentException">The text is empty, too long or not printable ASCII.</exception>
    public static OperationId From(string text)
    {
        if (!TryParse(text, out var id))
        {
            throw new ArgumentException($"An operation id is 1 to {MaxLength} printable ASCII characters.", nameof(text));
        }

        return id;
    }

    /// <summary>Parses a caller's own text, and returns whether it is a valid id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OperationId id)
    {
        var valid = text is { Length: >= 1 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
        id = valid ? new OperationId(text!) : default;
        return valid;
    }

    /// <summary>Returns the text of the id.</summary>
    public override string ToString() => _value ?? "";
}

/// <summary>Validates the texts that a cart keeps besides its lines.</summary>
internal static class ShortText
{
    public static string Checked(string text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return text.Length >= 1 && text.Length <= maxLength && !text.Any(char.IsControl) && IsUnicode(text)
            ? text
            : throw new ArgumentException($"Give 1 to {maxLength} characters without control characters.", name);
    }

    /// <summary>Returns whether the text has no lone surrogate. With lone surrogates, two different texts could be stored as one.</summary>
    public static bool IsUnicode(string text) => text.EnumerateRunes().All(static rune => rune != Rune.ReplacementChar);
}

/// <summary>Represents the shopper who acts on a cart.</summary>
/// <param name="UserId">The signed-in user; null for a guest.</param>
internal readonly record struct Shopper(string? UserId)
{
    /// <summary>Returns whether the shopper may open the cart: it has no owner, or belongs to this user.</summary>
    public bool MayOpen(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return cart.UserId is null || cart.UserId == UserId;
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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

/// <summary>Names one order: a UUID of version 7, so that ids sort by the time they were made.</summary>
public readonly record struct OrderId
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef-");

    private readonly Guid _value;

    private OrderId(Guid value) => _value = value;

    /// <summary>Makes a new id that carries the current time of <paramref name="time"/>.</summary>
    public static OrderId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new OrderId(Guid.CreateVersion7(time.GetUtcNow()));
    }

    /// <summary>Takes over an id that was stored as a UUID.</summary>
    public static OrderId FromGuid(Guid value) => new(value);

    /// <summary>Reads an id from its usual text form: lower-case, with hyphens; anything else is no id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OrderId id)
    {
        // Guid alone would also take upper case, white space around it and signs within it.
        var parsed = Guid.TryParseExact(text, "D", out var value) && !text.AsSpan().ContainsAnyExcept(Digits);
        id = parsed ? new OrderId(value) : default;
        return parsed;
    }

    /// <summary>Returns the id as a UUID, for storage.</summary>
    public Guid ToGuid() => _value;

    /// <summary>Returns the usual text form with hyphens.</summary>
    public override string ToString() => _value.ToString("D");
}

/// <summary>
/// Names one intended change, so that sending it again changes nothing twice: 1 to 255 printable ASCII characters, chosen by
/// whoever wants the change. A cart remembers its operations for <see cref="CartOptions.IdempotencyTimeToLive"/>.
/// </summary>
public readonly record struct OperationId
{
    /// <summary>The maximum length of an id, in characters.</summary>
    public const int MaxLength = 255;

    private readonly string? _value;

    private OperationId(string value) => _value = value;

    /// <summary>Makes an id that nobody else has.</summary>
    public static OperationId New() => new(CartId.New().ToString());

    /// <summary>Takes a caller's own id, such as an <c>Idempotency-Key</c>.</summary>
    /// <exception cref="ArgumentException">The text is empty, too long or not printable ASCII.</exception>
    public static OperationId From(string text)
    {
        if (!TryParse(text, out var id))
        {
            throw new ArgumentException($"An operation id is 1 to {MaxLength} printable ASCII characters.", nameof(text));
        }

        return id;
    }

    /// <summary>Takes a caller's own id if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OperationId id)
    {
        var valid = text is { Length: >= 1 and <= MaxLength } && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
        id = valid ? new OperationId(text!) : default;
        return valid;
    }

    /// <summary>Returns the id as it was given.</summary>
    public override string ToString() => _value ?? "";
}

/// <summary>The texts that a cart keeps beside its lines.</summary>
internal static class ShortText
{
    public static string Checked(string text, int maxLength, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return text.Length >= 1 && text.Length <= maxLength && !text.Any(char.IsControl) && IsUnicode(text)
            ? text
            : throw new ArgumentException($"Give 1 to {maxLength} characters without control characters.", name);
    }

    /// <summary>Returns whether every surrogate has its other half. Without it two texts become one on their way to a store.</summary>
    public static bool IsUnicode(string text) => text.EnumerateRunes().All(static rune => rune != Rune.ReplacementChar);
}

/// <summary>Who acts on a cart.</summary>
/// <param name="UserId">The user who is signed in; null for a guest.</param>
internal readonly record struct Shopper(string? UserId)
{
    /// <summary>Returns whether the cart is open to the shopper: it belongs to nobody, or to this user.</summary>
    public bool MayOpen(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return cart.UserId is null || cart.UserId == UserId;
    }
}

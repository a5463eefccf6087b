using System.Diagnostics.CodeAnalysis;

namespace Cart.Engine;

/// <summary>
/// Names one intended change, so that sending it again changes nothing twice: 1 to 255 printable ASCII characters, chosen by
/// whoever wants the change. A cart remembers its operations for <see cref="CartOptions.IdempotencyTimeToLive"/>.
/// </summary>
public readonly record struct OperationId
{
    /// <summary>The greatest length of an id, in characters.</summary>
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

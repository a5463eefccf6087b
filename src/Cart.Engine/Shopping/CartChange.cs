using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>The answer to a change that was asked for without exceptions: what it did, or why it was refused. A refusal has changed nothing.</summary>
public sealed record CartChange
{
    private CartChange()
    {
    }

    /// <summary>Gets why the change was refused; null if it was made.</summary>
    public CartError? Error { get; private init; }

    /// <summary>Gets whether an operation was repeated: the change was made before, and this call changed nothing.</summary>
    public bool Replayed => Result?.Replayed ?? false;

    /// <summary>Gets the version of the cart after the change; 0 if it was refused before the cart was asked.</summary>
    public long Version => Result?.Version ?? 0;

    /// <summary>Gets the lines that the change has added or set, as they are now.</summary>
    public ImmutableArray<CartLine> Changed => Result?.Changed ?? [];

    /// <summary>Gets the lines that the change has removed one by one, as they were.</summary>
    public ImmutableArray<CartLine> Removed => Result?.Removed ?? [];

    /// <summary>Gets what was not done as it was asked for, such as a quantity that was cut to the stock.</summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];

    /// <summary>Gets the product that the shop does not sell, if that is the reason of the refusal.</summary>
    internal ProductKey? Unsold { get; private init; }

    /// <summary>Gets what the cart answered; null if it was not asked.</summary>
    internal CartResult? Result { get; private init; }

    /// <summary>A change that the cart has made.</summary>
    internal static CartChange Of(CartResult result) => new() { Result = result };

    /// <summary>A change that the cart has refused.</summary>
    internal static CartChange Refused(CartError error, CartResult result) => new() { Error = error, Result = result };

    /// <summary>A change that was refused before the cart was asked.</summary>
    internal static CartChange Refused(CartError error, ProductKey? unsold = null) => new() { Error = error, Unsold = unsold };

    /// <summary>Returns the change, or throws the error.</summary>
    internal CartChange Accepted() => Error is null ? this : throw Error.ToException();
}

namespace Cart.Faults;

/// <summary>Something that a caller asked for.</summary>
/// <param name="Start">When it was asked for.</param>
/// <param name="End">When it was answered; null if it never was.</param>
/// <param name="Apply">Whether its answer fits a state, and the state behind it.</param>
/// <param name="Description">What it was, for people.</param>
/// <typeparam name="TState">A state that compares by value.</typeparam>
internal sealed record Operation<TState>(long Start, long? End, Func<TState, (bool Fits, TState Next)> Apply, string Description)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Start}-{End?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"} {Description}";
}

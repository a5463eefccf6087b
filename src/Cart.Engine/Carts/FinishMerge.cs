namespace Cart.Engine;

/// <summary>
/// Closes a source whose lines the target has taken over: a tombstone that names the target stays. Repeating it changes nothing.
/// </summary>
/// <param name="Target">The target.</param>
public sealed record FinishMerge(CartId Target) : CartCommand;

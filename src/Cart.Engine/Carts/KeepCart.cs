namespace Cart.Engine;

/// <summary>
/// Gives a new guest's cart its usual lifetime, because the guest came back with its cookie or token. The version stays. Does nothing to a
/// cart that is not <see cref="CartSnapshot.IsNew"/>.
/// </summary>
public sealed record KeepCart : CartCommand;

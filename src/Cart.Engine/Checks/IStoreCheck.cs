using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Checks whether a store, or something else that a host relies on, is set up so that no cart and no order is lost.</summary>
/// <remarks>An extension point: a host registers checks of its own as further services of this type.</remarks>
public interface IStoreCheck
{
    /// <summary>What is checked, in lower case: the name of the finding when it does not answer.</summary>
    string Name { get; }

    /// <summary>Looks, and changes nothing. What cannot be looked at is a finding too; an exception means that the store does not answer.</summary>
    ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default);
}

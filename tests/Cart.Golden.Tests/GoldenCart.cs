using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Golden.Tests;

/// <summary>A facade of a case, and the cart that it was last seen to have.</summary>
internal sealed class GoldenCart(IServiceProvider scope, GoldenSession session)
{
    public ShoppingCart Facade { get; } = scope.GetRequiredService<ShoppingCart>();

    public GoldenSession Session => session;

    public IServiceProvider Scope => scope;

    /// <summary>The cart; null if it was never more than a look.</summary>
    public CartId? Id { get; private set; }

    /// <summary>Reads anew, as the next request would; what was ordered here stays to be seen.</summary>
    public ShoppingCart Read()
    {
        if (Facade.Order is null)
        {
            Facade.Refresh();
        }

        return Facade;
    }

    public async Task NoteAsync() => Id = await session.FindAsync() ?? Id;
}

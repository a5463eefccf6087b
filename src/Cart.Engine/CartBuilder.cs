using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine;

/// <summary>Collects what a host chooses for its carts: the stores first of all.</summary>
/// <param name="services">The host's services.</param>
public sealed class CartBuilder(IServiceCollection services)
{
    /// <summary>The host's services, for the packages that add to the builder.</summary>
    public IServiceCollection Services { get; } = services;
}

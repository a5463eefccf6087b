using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Extensions;

/// <summary>Puts all the extensions into a shop.</summary>
public static class ShopExtensions
{
    public static CartBuilder UseOwnExtensions(this CartBuilder cart, NpgsqlDataSource shop)
    {
        cart.Services.AddSingleton(shop).AddSingleton<Mailbox>();
        return cart
            .UseTaxCalculator(new TwoRateTax())
            .UseShippingCalculator(new ParcelShipping())
            .UseInventoryChecker<Warehouse>()
            .UseProductCatalog<DatabaseCatalog>()
            .UseSession<AppSession>()
            .AddEventHandler<CartCheckedOut, ThankForOrder>()
            .AddEventHandler<OrderPlaced, TakeFromStock>()
            .AddEventHandler<CartAbandoned, RemindOfCart>()
            .UseAbandonedCarts(static carts => carts.IdleFor = TimeSpan.FromHours(2));
    }
}

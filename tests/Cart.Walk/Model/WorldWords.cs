using System.Globalization;
using System.Text;

namespace Cart.Walk;

/// <summary>Writes a state as text, to find equal states.</summary>
internal static class WorldWords
{
    public static string Of(World world)
    {
        var text = new StringBuilder();
        foreach (var cart in world.Carts.Values.OrderBy(static cart => cart.Id))
        {
            text.Append(CultureInfo.InvariantCulture, $"{cart.Id} {cart.Owner} {cart.End} {cart.Code} {cart.Option} {cart.Version} {cart.IsVersionKnown} {cart.IsHeld}");
            foreach (var (product, line) in cart.Lines)
            {
                text.Append(CultureInfo.InvariantCulture, $" {product}:{line.Quantity}@{line.Price}");
            }

            text.Append(';');
        }

        foreach (var (id, token) in world.Tokens.OrderBy(static pair => pair.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"{id} {token.Lineage} {token.Cart} {token.Successor} {token.IsCut} {token.Maybe};");
        }

        foreach (var jar in world.Jars)
        {
            text.Append(CultureInfo.InvariantCulture, $"{jar.Token} {jar.User};");
        }

        foreach (var (user, cart) in world.Active.OrderBy(static pair => pair.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"{user} {cart};");
        }

        return text.ToString();
    }
}

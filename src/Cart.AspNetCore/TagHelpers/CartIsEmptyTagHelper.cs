using Cart.Engine;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Cart.AspNetCore;

/// <summary><c>&lt;cart-is-empty /&gt;</c>: <c>True</c> or <c>False</c>; true for a visitor without a cart.</summary>
[HtmlTargetElement("cart-is-empty", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CartIsEmptyTagHelper(ShoppingCart cart) : TagHelper
{
    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var isEmpty = await cart.IsEmptyAsync().ConfigureAwait(false);
        output.TagName = null;
        output.Content.SetContent(isEmpty ? "True" : "False");
    }
}

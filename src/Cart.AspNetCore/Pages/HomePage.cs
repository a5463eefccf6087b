namespace Cart.AspNetCore;

/// <summary>The first page: where everything is.</summary>
internal static class HomePage
{
    public static AdminPage Of(AdminLinks links) => new("Cart admin", AdminSection.Home, $"""
        {CartsPage.Search(links, null)}
        <div class="cards">
        <a class="card" href="{links.Carts}"><strong>Carts</strong><span>What shoppers have in their carts now, and what became of the last ones.</span></a>
        <a class="card" href="{links.Discounts}"><strong>Discounts</strong><span>Codes, their uses and limits. Create and edit them here.</span></a>
        <a class="card" href="{links.Orders}"><strong>Orders</strong><span>What was ordered, newest first. Orders never change.</span></a>
        <a class="card" href="{links.Audit}"><strong>Trail</strong><span>What operators did, and what became of it.</span></a>
        </div>
        """);
}

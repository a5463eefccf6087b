namespace Cart.AspNetCore;

/// <summary>What a page says was done just before it.</summary>
internal enum AdminNotice
{
    Created,
    Saved,
    Deleted,
}

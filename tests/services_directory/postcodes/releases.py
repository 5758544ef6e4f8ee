"""Small invented releases in every official form. The headings are those of real releases; the rows are made up."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ONSPD_2018 = (
    "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,"
    "ctry,rgn,streg,pcon,eer,teclec,ttwa,pct,nuts,statsward,oa01,casward,park,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,"
    "msoa11,wz11,ccg,bua11,buasd11,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,stp"
)
ONSPD_2023 = ONSPD_2018.replace("nuts", "itl").replace("ccg", "sicbl").replace("stp", "icb")
ONSPD_2025 = (
    "pcd7,pcd8,pcds,dointr,doterm,cty25cd,ced25cd,lad25cd,wd25cd,parncp25cd,usrtypind,east1m,north1m,gridind,hlth19cd,"
    "nhser24cd,ctry25cd,rgn25cd,ssr95cd,pcon24cd,eer20cd,educ23cd,ttwa15cd,pco19cd,itl25cd,wdstl05cd,oa01cd,wdcas03cd,"
    "npark16cd,lsoa01cd,msoa01cd,ruc01ind,oac01ind,oa11cd,lsoa11cd,msoa11cd,wz11cd,sicbl24cd,bua24cd,ruc11ind,"
    "oac11ind,lat,long,lep21cd1,lep21cd2,pfa23cd,imd20ind,cal24cd,icb23cd,oa21cd,lsoa21cd,msoa21cd,ruc21ind"
)
NSPL_2016 = (
    "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oa11,cty,laua,ward,hlthau,hro,ctry,gor,pcon,eer,"
    "teclec,ttwa,pct,nuts,park,lsoa11,msoa11,wz11,ccg,bua11,buasd11,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd"
)
NSPL_2021 = (
    "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oa11,cty,ced,laua,ward,hlthau,nhser,ctry,rgn,"
    "pcon,eer,teclec,ttwa,pct,itl,park,lsoa11,msoa11,wz11,ccg,bua11,buasd11,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,"
    "calncv,stp"
)
NSPL21_2024 = (
    "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oa21,cty,ced,laua,ward,nhser,ctry,rgn,pcon,ttwa,"
    "itl,park,lsoa21,msoa21,wz11,sicbl,bua22,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,icb"
)
NSPL21_2026 = (
    "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty26cd,ced25cd,lad26cd,wd26cd,nhser24cd,"
    "ctry26cd,rgn26cd,pcon24cd,ttwa15cd,itl25cd,npark16cd,lsoa21cd,msoa21cd,wz11cd,sicbl26cd,bua24cd,ruc21ind,"
    "oac21ind,lat,long,lep21cd1,lep21cd2,pfa23cd,imd25ind,icb26cd"
)
BY_AREA_2019 = (
    "pcd7,pcd8,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,oa11cd,oac11cd,oac11nm,wz11cd,wzc11cd,wzc11nm,lsoa11cd,"
    "lsoa11nm,msoa11cd,msoa11nm,soac11cd,soac11nm,ladcd,ladnm,ladnmw,laccd,lacnm"
)
BY_AREA_2021 = "pcd7,pcd8,pcds,dointr,doterm,usertype,oa11cd,lsoa11cd,msoa11cd,ladcd,lsoa11nm,msoa11nm,ladnm,ladnmw"
HUB_2025 = (
    "Postcode (7 char),Postcode (8 char),Postcode,Date of termination,Local Authority District Code (2025),Latitude,"
    "Longitude"
)

HEADINGS: Mapping[str, str] = {
    "ONSPD May 2018": ONSPD_2018,
    "ONSPD February 2023": f"{ONSPD_2023},oa21,lsoa21,msoa21",
    "ONSPD November 2025": ONSPD_2025,
    "NSPL February 2016": NSPL_2016,
    "NSPL November 2021": NSPL_2021,
    "NSPL21 2024": NSPL21_2024,
    "NSPL21 August 2026": NSPL21_2026,
    "by census area, to 2019": BY_AREA_2019,
    "by census area, 2020 and 2021": BY_AREA_2021,
    "from the hub, 2025": HUB_2025,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One postcode, as a release of any product would tell it."""

    postcode: str
    district: str = "E07000197"
    ended: str = ""
    lat: str = "52.803060"
    lon: str = "-2.123012"
    east: str = "391800"
    north: str = "0323100"
    board: str = "E54000010"


HALLS = Told("ST16 2LH")
ENDED = Told("ST16 3SR", ended="201906")
STOKE = Told(
    "ST1 4AA", "E06000021", lat="53.023126", lon="-2.180723", east="387978", north="347574"
)
BELFAST = Told("BT1 5GS", "N09000003", lat="54.596", lon="-5.930", east="333800", north="374000")
ISLAND = Told("IM1 1AD", "M99999999", lat="99.999999", lon="0.000000", east="", north="", board="")

NAMES = {
    "postcode": ("pcd", "pcd2", "pcds", "pcd7", "pcd8", "Postcode (7 char)", "Postcode"),
    "district": ("oslaua", "laua", "lad25cd", "lad26cd", "ladcd", HUB_2025.split(",")[4]),
    "ended": ("doterm", "Date of termination"),
    "lat": ("lat", "Latitude"),
    "lon": ("long", "Longitude"),
    "east": ("oseast1m", "east1m"),
    "north": ("osnrth1m", "north1m"),
    "board": ("stp", "icb", "icb23cd", "icb26cd"),
}
"""Written out here, so that what finds columns is not tested by itself."""


def ons(heading: str, rows: Iterable[Told]) -> bytes:
    """A file of ONS: every column that we do not read holds an "x"."""
    written = io.StringIO()
    names = heading.split(",")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    written.write(f"{heading}\r\n")
    for row in rows:
        told = {name: getattr(row, what) for what, several in NAMES.items() for name in several}
        writer.writerow([told.get(name, "x") for name in names])
    return written.getvalue().encode()


def code_point(rows: Iterable[Told], padded: bool = False) -> bytes:
    """A file of Code-Point Open: no heading. The old layout pads each postcode to seven characters."""
    lines = []
    for row in rows:
        outward, inward = row.postcode.split()
        typed = outward + inward.rjust(7 - len(outward)) if padded else row.postcode
        quality, east, north = (10, int(row.east), int(row.north)) if row.east else (90, 0, 0)
        lines.append(
            f'"{typed}",{quality},{east},{north},"E92000001","E19000001","E18000005","","{row.district}","E05014567"\n'
        )
    return "".join(lines).encode()


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def unpacked(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def moved(told: Told, **changes: str) -> Told:
    return replace(told, **changes)


def several(outward: str, count: int, **changes: str) -> Sequence[Told]:
    """`count` postcodes of one outward half: at most 400."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return [
        Told(f"{outward} 1{letters[number // 20]}{letters[number % 20]}", **changes)
        for number in range(count)
    ]
